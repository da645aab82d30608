// npm run e2e [-- ARGUMENTS FOR PLAYWRIGHT]: the app end to end.
import './steps/require-node.mjs';

import { buildApp } from './steps/build-app.mjs';
import { e2eParts } from './steps/e2e-suite.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { runCommand, say } from './steps/project.mjs';
import { reportResults, runParts } from './steps/suite-results.mjs';

await runCommand(async () => {
  await installDependencies();
  await buildApp();
  return reportResults(await runParts(e2eParts(process.argv.slice(2)), say));
});
