import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';

export type { Logger };

const maxLogBytes = 5_000_000;

/**
 * Opens the log file: one JSON line an event, with a component and never with a prompt or a reply. A folder that
 * cannot be written gives a silent log: logging is never a reason not to start.
 */
export function openLog(folder: string): Logger {
  const path = join(folder, 'conclave.log');
  try {
    mkdirSync(folder, { recursive: true });
    if (existsSync(path) && statSync(path).size > maxLogBytes) renameSync(path, `${path}.old`);
    const destination = pino.destination({ dest: path, sync: true });
    // A disk that fills up later must not bring the app down.
    destination.on('error', () => {});
    return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  } catch {
    return pino({ level: 'silent' });
  }
}

/** An unexpected error for the log: its kind and where it arose, without its message, which may quote user text. */
export function describeBug(error: unknown): { error: string; at: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { error: error.name, at: frames.slice(0, 8).map((frame) => frame.trim()) };
}
