// Starts child processes and waits for their end.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { projectFolder } from './project.mjs';

const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentCheckMs = 500;

/** Calls back once when the parent of this process is gone: the shell that npm puts in between passes no signal on. */
function watchParent(onGone) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parentCheckMs);
  return () => clearInterval(timer);
}

/** Passes signals on to the child until the returned function is called; Ctrl+C in a terminal reaches it by itself. */
function forwardSignals(child) {
  const forward = (name) => (name === 'SIGINT' && process.stdin.isTTY) || child.kill(name);
  for (const name of forwardedSignals) process.on(name, forward);
  return () => forwardedSignals.forEach((name) => process.off(name, forward));
}

/**
 * Runs a program, in the project folder unless told otherwise, and resolves with its exit code: 127 when it cannot be
 * started at all, 128 + n when signal n ended it. Ending this process, or aborting `signal`, ends the program.
 */
export function runProcess(file, args, options = {}) {
  const {
    stdio = ['ignore', 2, 2],
    env = process.env,
    cwd = projectFolder,
    shell = false,
    timeoutMs,
    signal,
  } = options;
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, stdio, env, shell, timeout: timeoutMs, signal });
    const stopForwarding = forwardSignals(child);
    const stopWatching = watchParent(() => child.kill('SIGTERM'));
    const finish = (exitCode) => {
      stopForwarding();
      stopWatching();
      resolve(exitCode);
    };
    // An abort is reported as an error, and the end of the child follows.
    child.on('error', (error) => error.name === 'AbortError' || finish(127));
    child.once('close', (exitCode, ending) => finish(exitCode ?? 128 + (constants.signals[ending] ?? 0)));
  });
}
