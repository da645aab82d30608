import type { EngineMessage, EngineRequest } from '../host/engine/engine-protocol.ts';

/** The engine's end of the channel to the host, whichever way the process was started. */
export interface ParentLink {
  send(message: EngineMessage): void;
}

/** What Electron gives a utility process in place of `process.send`. */
interface ElectronParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
}

/** Connects to the host: Electron's `utilityProcess`, or Node's `child_process.fork`. */
export function connectToParent(onRequest: (request: EngineRequest) => void, onGone: () => void): ParentLink {
  const { parentPort } = process as NodeJS.Process & { parentPort?: ElectronParentPort };
  if (parentPort) {
    parentPort.on('message', (event) => onRequest(event.data as EngineRequest));
    parentPort.on('close', onGone);
    return { send: (message) => parentPort.postMessage(message) };
  }
  if (!process.send) throw new Error('The engine is started by the app, not by hand.');
  process.on('message', (message) => onRequest(message as EngineRequest));
  process.on('disconnect', onGone);
  return {
    send: (message) => {
      // The host may leave between two tokens; `disconnect` then ends this process.
      if (process.connected) process.send?.(message, undefined, {}, () => undefined);
    },
  };
}
