// npm run dev: the desktop app with live reload of the page and restart on changes of the host.
import './steps/require-node.mjs';

import { findElectron } from './steps/find-electron.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { runWithNode24 } from './steps/node24.mjs';
import { CommandError, runCommand } from './steps/project.mjs';

await runCommand(async () => {
  await installDependencies();
  const electron = await findElectron();
  if (electron.reason) throw new CommandError(`No desktop window: ${electron.reason}.`);
  const isRoot = process.platform === 'linux' && process.getuid() === 0;
  return runWithNode24(
    'node_modules/electron-vite/bin/electron-vite.js',
    ['dev', '--watch', '--config=build/electron.vite.config.ts', ...(isRoot ? ['--noSandbox'] : [])],
    { stdio: 'inherit', env: { ...process.env, ELECTRON_EXEC_PATH: electron.executable } },
  );
});
