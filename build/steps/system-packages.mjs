// Debian packages that tests need: looks whether they are installed, and installs them where this may be done.
import { execFileSync } from 'node:child_process';

import { CommandError, say } from './project.mjs';
import { runProcess } from './run-process.mjs';

/** Libraries and programs that Electron needs under Xvfb. Each entry lists the names it has had in Debian and Ubuntu. */
export const electronPackages = [
  ['unzip'],
  ['xvfb'],
  ['xauth'],
  ['dbus'],
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libxss1'],
  ['libxtst6'],
  ['libnotify4'],
  ['libsecret-1-0'],
];

/** A GPU for the engine's tests: Vulkan on the processor. */
export const enginePackages = [['libvulkan1'], ['mesa-vulkan-drivers']];

function succeeds(file, args) {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function isInstalled(name) {
  try {
    const status = execFileSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return String(status) === 'installed';
  } catch {
    return false;
  }
}

async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const exitCode = await runProcess('apt-get', ['-qq', '-y', '--no-install-recommends', ...args], { env });
  if (exitCode !== 0) throw new CommandError(`apt-get ${args.join(' ')} failed; its messages are above.`);
}

/** Installs the packages that are missing. Elsewhere than on Debian it does nothing; without root it says what to do. */
export async function installSystemPackages(packages) {
  if (process.platform !== 'linux' || !succeeds('dpkg-query', ['--version'])) return;
  const missing = packages.filter((names) => !names.some(isInstalled));
  if (missing.length === 0) return;
  if (process.getuid() !== 0) {
    const names = missing.map((alternatives) => alternatives.at(-1)).join(' ');
    throw new CommandError(`The tests need system packages. Install them with: sudo apt-get install ${names}`);
  }
  say(`Installing system packages: ${missing.map((names) => names.at(-1)).join(' ')} …`);
  await aptGet('update');
  const available = missing.map((names) => names.find((name) => succeeds('apt-cache', ['show', name])) ?? names.at(-1));
  await aptGet('install', ...available);
}
