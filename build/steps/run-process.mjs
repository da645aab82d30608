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

/**
 * Runs a program, in the project folder unless told otherwise, and resolves with its exit code: 127 when it cannot be
 * started at all, 128 + n when signal n ended it. Signals that reach this process are passed on, so that ending a
 * command ends its child.
 */
export function runProcess(file, args, options = {}) {
  const { stdio = ['ignore', 2, 2], env = process.env, cwd = projectFolder, timeoutMs, shell = false } = options;
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, stdio, env, shell, timeout: timeoutMs });
    const forward = (signal) => child.kill(signal);
    for (const signal of forwardedSignals) process.on(signal, forward);
    const stopWatching = watchParent(() => child.kill('SIGTERM'));
    const finish = (exitCode) => {
      for (const signal of forwardedSignals) process.off(signal, forward);
      stopWatching();
      resolve(exitCode);
    };
    child.once('error', () => finish(127));
    child.once('close', (exitCode, signal) => finish(exitCode ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
