// Finds an Electron that can open a window here, and says why there is none.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runWithNode24 } from './node24.mjs';
import { inProject, say } from './project.mjs';

const downloadBudgetMs = 180_000;

const executableNames = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

function executableIn(distFolder) {
  return join(distFolder, executableNames[process.platform] ?? 'electron');
}

/** The binary of npm's `electron`, which is fetched at its first use. */
async function findNpmElectron() {
  const executable = executableIn(inProject('node_modules', 'electron', 'dist'));
  if (existsSync(executable)) return { executable };
  say('Fetching Electron …');
  const exitCode = await runWithNode24('node_modules/electron/install.js', [], {
    stdio: 'ignore',
    timeoutMs: downloadBudgetMs,
  });
  if (exitCode === 0 && existsSync(executable)) return { executable };
  return { reason: 'Electron could not be downloaded' };
}

/** Finds the Electron binary: the one named by ELECTRON_OVERRIDE_DIST_PATH, otherwise npm's. */
export async function findElectronBinary() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!override) return findNpmElectron();
  const executable = executableIn(override);
  return existsSync(executable)
    ? { executable }
    : { reason: `ELECTRON_OVERRIDE_DIST_PATH holds no Electron (${executable} is missing)` };
}

/** Why a window cannot be opened on this machine, whatever the binary; null when it can. */
function displayProblem() {
  if (process.platform !== 'linux') return null;
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return null;
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
}

/** Starts the binary as plain Node: shows at once that a system library is missing. */
function startProblem(executable) {
  try {
    execFileSync(executable, ['--version'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 30_000,
    });
    return null;
  } catch (error) {
    const lastLine = String(error.stderr ?? error.message)
      .trim()
      .split('\n')
      .at(-1);
    return `Electron does not start (${lastLine})`;
  }
}

/** Ubuntu 24.04 and others forbid the sandbox to programs that no AppArmor profile names. */
function sandboxProblem() {
  const restriction = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  if (process.platform !== 'linux' || process.getuid() === 0 || !existsSync(restriction)) return null;
  if (readFileSync(restriction, 'utf8').trim() !== '1') return null;
  return 'AppArmor forbids the sandbox to an unpackaged Electron (kernel.apparmor_restrict_unprivileged_userns is 1)';
}

/** Resolves with `{ executable }`, or with `{ reason }` where no window can be opened. */
export async function findElectron() {
  const reason = displayProblem() ?? sandboxProblem();
  if (reason) return { reason };
  const found = await findElectronBinary();
  if (found.reason) return found;
  const problem = startProblem(found.executable);
  return problem ? { reason: problem } : found;
}
