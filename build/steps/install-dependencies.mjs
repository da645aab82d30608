// Runs `npm ci` when node_modules does not hold what the lockfile asks for.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { CommandError, inProject, say } from './project.mjs';
import { runProcess } from './run-process.mjs';

/** The packages that a lockfile names, as `path → version`; null when there is none or it cannot be read. */
function readPackages(lockfilePath) {
  try {
    return JSON.parse(readFileSync(lockfilePath, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** npm writes node_modules/.package-lock.json last, so its presence also says that the last install finished. */
function isInstalled() {
  const wanted = readPackages(inProject('package-lock.json'));
  const installed = readPackages(inProject('node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === '') continue;
    const present = installed[path];
    if (present ? present.version !== version : !optional) return false;
  }
  return existsSync(inProject('node_modules', 'node', 'package.json'));
}

/** npm's own program, through the Node that runs this command where possible. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && basename(script) === 'npm-cli.js') return { file: process.execPath, args: [script], shell: false };
  return { file: 'npm', args: [], shell: process.platform === 'win32' };
}

export async function installDependencies() {
  if (isInstalled()) return;
  say('Installing dependencies (npm ci) …');
  const { file, args, shell } = npmCommand();
  const exitCode = await runProcess(file, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell });
  if (exitCode !== 0) throw new CommandError(`npm ci failed with exit code ${exitCode}; its messages are above.`);
}
