// npm run package: packages the app for this machine as a folder under dist/.
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
  process.stdout.write(`${await packageApp(electron.folder)}\n`);
});
