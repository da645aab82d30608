// Starts child processes and waits for their end.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { projectFolder } from './project.mjs';

const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the project folder and resolves with its exit code (127 when it cannot be started at all, 128 + n
 * when signal n ended it). Signals that reach this process are passed on, so that ending a command ends its child.
 */
export function runProcess(file, args, { stdio = ['ignore', 2, 2], env = process.env, timeoutMs, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: projectFolder, stdio, env, shell, timeout: timeoutMs });
    const forward = (signal) => child.kill(signal);
    for (const signal of forwardedSignals) process.on(signal, forward);
    const finish = (exitCode) => {
      for (const signal of forwardedSignals) process.off(signal, forward);
      resolve(exitCode);
    };
    child.once('error', () => finish(127));
    child.once('close', (exitCode, signal) => finish(exitCode ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
