import { fork } from 'node:child_process';
import { createEngineEnvironment } from '../../system/engine-environment.ts';
import type { EngineExit, StartEngineProcess } from './engine-process.ts';
import type { EngineMessage } from './engine-protocol.ts';

/** After its end a process's standard error may be held open by a child of its own. */
const drainMs = 200;

/** Starts engine processes with `child_process.fork`, for the web shell, headless use and tests. */
export function startForkedEngine(entryPath: string): StartEngineProcess {
  return (events) => {
    const child = fork(entryPath, [], {
      serialization: 'advanced',
      execArgv: [],
      env: createEngineEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let ended = false;
    const end = (exit: EngineExit) => {
      if (ended) return;
      ended = true;
      events.onExit(exit);
    };
    child.stderr?.setEncoding('utf8');
    child.stderr?.on('data', (text: string) => {
      if (!ended) events.onStandardError(text);
    });
    child.on('message', (message) => {
      if (!ended) events.onMessage(message as EngineMessage);
    });
    child.on('exit', (exitCode, signal) => setTimeout(() => end({ exitCode, signal }), drainMs));
    child.on('close', (exitCode, signal) => end({ exitCode, signal }));
    child.on('error', (error) => {
      if (child.pid !== undefined || ended) return;
      events.onStandardError(`${error.message}\n`);
      end({ exitCode: null, signal: null });
    });
    return {
      pid: child.pid,
      send: (request) => {
        // A process that just ended says so by its exit; the send itself has nothing to add.
        if (child.connected) child.send(request, () => undefined);
      },
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  };
}
