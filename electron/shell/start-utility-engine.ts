import { utilityProcess } from 'electron';
import { constants } from 'node:os';
import type { EngineExit, StartEngineProcess } from '../host/engine/engine-process.ts';
import type { EngineMessage } from '../host/engine/engine-protocol.ts';

/** Starts the engine as an Electron utility process. */
export function startUtilityEngine(entryPath: string, createEnvironment: () => NodeJS.ProcessEnv): StartEngineProcess {
  return (events) => {
    const child = utilityProcess.fork(entryPath, [], {
      serviceName: 'Conclave engine',
      env: createEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let pid: number | undefined;
    child.once('spawn', () => (pid = child.pid));
    child.on('message', (message: EngineMessage) => events.onMessage(message));
    child.stderr?.on('data', (chunk: Buffer) => events.onStandardError(chunk.toString('utf8')));
    child.once('exit', (code) => events.onExit(toExit(code)));
    return {
      get pid() {
        return child.pid ?? pid;
      },
      send: (request) => child.postMessage(request),
      kill: () => {
        // child.kill() only asks; a process stuck in native code does not listen.
        if (child.pid === undefined) child.kill();
        else process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}

/** Off Windows, Electron reports the number of a deadly signal in place of an exit code. */
function toExit(code: number): EngineExit {
  const deadly = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;
  const signal = process.platform === 'win32' ? undefined : deadly.find((name) => constants.signals[name] === code);
  return signal ? { exitCode: null, signal } : { exitCode: code, signal: null };
}
