// npm start: opens the desktop app, or the web shell where Electron cannot run.
import './steps/require-node.mjs';

import { buildApp } from './steps/build-app.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { openApp } from './steps/open-app.mjs';
import { runCommand } from './steps/project.mjs';

await runCommand(async () => {
  await installDependencies();
  await buildApp();
  return openApp(process.argv.slice(2));
});
