// The project's own Node 24 (the development dependency `node`), under which the tools run whatever Node the system has.
import { existsSync } from 'node:fs';

import { CommandError, inProject } from './project.mjs';
import { runProcess } from './run-process.mjs';

/** The Node 24 to use; throws where there is none, which means that `npm ci` ran without the script of `node`. */
export function findNode24() {
  const path = inProject('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(path)) return path;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new CommandError(
    'Node 24 is missing from node_modules. Run "npm ci", with install scripts allowed for "node".',
  );
}

/** Runs a script of the project, or a tool inside node_modules, under Node 24. */
export function runWithNode24(scriptPath, args = [], options = {}) {
  return runProcess(findNode24(), [inProject(scriptPath), ...args], options);
}

/** The environment for test runners: nothing waits for an answer, and only a terminal gets colours. */
export function testEnvironment() {
  return { ...process.env, CI: 'true', ...(process.stderr.isTTY ? {} : { NO_COLOR: '1' }) };
}
