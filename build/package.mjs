// npm run package [-- --cuda]: packages the app for this machine as a folder under dist/.
import './steps/require-node.mjs';

import { buildApp } from './steps/build-app.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { packageApp } from './steps/package-app.mjs';
import { prepareElectron } from './steps/prepare-electron.mjs';
import { runCommand } from './steps/project.mjs';

await runCommand(async () => {
  await installDependencies();
  await buildApp();
  const electron = await prepareElectron();
  const executable = await packageApp(electron.folder, { withCuda: process.argv.includes('--cuda') });
  process.stdout.write(`${executable}\n`);
});
