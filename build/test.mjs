// npm test: everything. The last line of standard output is `N passed, N failed`, over all suites.
import './steps/require-node.mjs';

import { buildApp } from './steps/build-app.mjs';
import { checkParts } from './steps/check-suite.mjs';
import { e2eParts } from './steps/e2e-suite.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { runCommand, say } from './steps/project.mjs';
import { reportResults, runParts } from './steps/suite-results.mjs';
import { enginePackages, installSystemPackages } from './steps/system-packages.mjs';

async function build() {
  await buildApp();
  return { passed: 1, failed: 0 };
}

await runCommand(async () => {
  await installDependencies();
  await installSystemPackages(enginePackages);
  return reportResults(await runParts([['build', build], ...checkParts, ...e2eParts()], say));
});
