// npm start: opens the desktop app, or the web shell where Electron cannot run.
import './steps/require-node.mjs';

import { buildApp } from './steps/build-app.mjs';
import { findElectron } from './steps/find-electron.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { runWithNode24 } from './steps/node24.mjs';
import { projectFolder, runCommand, say } from './steps/project.mjs';
import { runProcess } from './steps/run-process.mjs';

function openWindow(executable, args) {
  const flags = [];
  if (process.platform === 'linux' && process.getuid() === 0) {
    say('Running as root: Electron starts with --no-sandbox.');
    flags.push('--no-sandbox');
  }
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  return runProcess(executable, [...flags, projectFolder, ...args], { stdio: 'inherit', env });
}

await runCommand(async () => {
  const args = process.argv.slice(2);
  await installDependencies();
  await buildApp();
  const electron = await findElectron();
  if (electron.executable) return openWindow(electron.executable, args);
  say(`No desktop window: ${electron.reason}. Starting the web shell instead.`);
  return runWithNode24('out/main/web.js', args, { stdio: 'inherit' });
});
