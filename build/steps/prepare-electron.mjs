// Gets the Electron that the tests drive: npm's where it can be had, otherwise the pinned test runtime.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';

import { findElectronBinary } from './find-electron.mjs';
import { CommandError, inProject, say } from './project.mjs';
import { electronPackages, installSystemPackages } from './system-packages.mjs';

function prepareTestRuntime() {
  say('Preparing the Electron test runtime …');
  try {
    const output = execFileSync(inProject('build', 'electron-test-runtime.sh'), {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    return output.trim();
  } catch (error) {
    throw new CommandError(`The Electron test runtime could not be prepared: ${error.message}`);
  }
}

/** On macOS the binary lies inside the app bundle: dist/Electron.app/Contents/MacOS/Electron. */
function distFolderOf(executable) {
  return process.platform === 'darwin' ? join(executable, '..', '..', '..', '..') : dirname(executable);
}

/** Resolves with the binary and the folder that holds it, ready to run; throws with what is missing. */
export async function prepareElectron() {
  await installSystemPackages(electronPackages);
  const found = await findElectronBinary();
  if (found.executable) return { executable: found.executable, folder: distFolderOf(found.executable) };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CommandError(`The desktop tests need Electron: ${found.reason}. Connect to the network and try again.`);
  }
  const folder = prepareTestRuntime();
  return { executable: join(folder, 'electron'), folder };
}
