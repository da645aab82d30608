// npm run check: format, lint, types, unused code, unit, contract and fault tests.
import './steps/require-node.mjs';

import { buildAddon } from './steps/build-addon.mjs';
import { checkParts } from './steps/check-suite.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { runCommand, say } from './steps/project.mjs';
import { reportResults, runParts } from './steps/suite-results.mjs';
import { enginePackages, installSystemPackages } from './steps/system-packages.mjs';

await runCommand(async () => {
  await installDependencies();
  await installSystemPackages(enginePackages);
  buildAddon();
  return reportResults(await runParts(checkParts, say));
});
