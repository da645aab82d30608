// Opens the built app: a desktop window, or the web shell where Electron cannot run.
import { findElectron } from './find-electron.mjs';
import { runWithNode24 } from './node24.mjs';
import { projectFolder, say } from './project.mjs';
import { runProcess } from './run-process.mjs';

function openWindow(executable, args, options) {
  const flags = [];
  if (process.platform === 'linux' && process.getuid() === 0) {
    say('Running as root: Electron starts with --no-sandbox.');
    flags.push('--no-sandbox');
  }
  // Editors built on Electron set it in their terminals, and Electron would start as plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  return runProcess(executable, [...flags, projectFolder, ...args], { ...options, stdio: 'inherit', env });
}

/** Opens the app and resolves with its exit code when it ends; aborting the signal ends it. */
export async function openApp(args, { signal } = {}) {
  const electron = await findElectron();
  if (electron.executable) return openWindow(electron.executable, args, { signal });
  say(`No desktop window: ${electron.reason}. Starting the web shell instead.`);
  return runWithNode24('out/main/web.js', args, { stdio: 'inherit', signal });
}
