import type { EngineMessage, EngineRequest } from './engine-protocol.ts';

/** How a process ended. Exactly one of the two is set, except where the system tells neither. */
export interface EngineExit {
  exitCode: number | null;
  signal: string | null;
}

/** One engine process, however it is started: `child_process.fork` or Electron's `utilityProcess`. */
export interface EngineProcess {
  readonly pid: number | undefined;
  send(request: EngineRequest): void;
  /** Ends it at once, without asking. */
  kill(): void;
}

export interface EngineProcessEvents {
  onMessage(message: EngineMessage): void;
  /** A chunk of standard error, as it came. */
  onStandardError(text: string): void;
  /** Called once; nothing follows it. */
  onExit(exit: EngineExit): void;
}

/** Starts a process. Throws when it cannot be started at all. */
export type StartEngineProcess = (events: EngineProcessEvents) => EngineProcess;
