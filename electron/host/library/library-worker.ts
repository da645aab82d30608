import { parentPort } from 'node:worker_threads';
import { AppError, type AppErrorCode } from '../../../models/app-error.ts';
import { type LibraryJobName, type LibraryJobs, runLibraryJob } from './library-jobs.ts';

/** A job for the thread, or the wish to end one. */
export type LibraryRequest =
  | { id: number; type: 'run'; name: LibraryJobName; input: LibraryJobs[LibraryJobName]['input'] }
  | { id: number; type: 'abort' };

export type LibraryReply =
  | { id: number; type: 'progress'; doneBytes: number }
  | { id: number; type: 'done'; output: LibraryJobs[LibraryJobName]['output'] }
  | { id: number; type: 'failed'; code: AppErrorCode; message: string }
  | { id: number; type: 'bug'; message: string };

const progressIntervalMs = 200;
const running = new Map<number, AbortController>();

async function run(id: number, name: LibraryJobName, input: LibraryJobs[LibraryJobName]['input']): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  let toldAt = performance.now();
  const onProgress = (doneBytes: number) => {
    if (performance.now() - toldAt < progressIntervalMs) return;
    toldAt = performance.now();
    reply({ id, type: 'progress', doneBytes });
  };
  try {
    reply({ id, type: 'done', output: await runLibraryJob(name, input, { signal: abort.signal, onProgress }) });
  } catch (error) {
    if (error instanceof AppError) reply({ id, type: 'failed', code: error.code, message: error.message });
    else if (abort.signal.aborted) reply({ id, type: 'failed', code: 'aborted', message: 'It was cancelled.' });
    else reply({ id, type: 'bug', message: String(error) });
  } finally {
    running.delete(id);
  }
}

function reply(message: LibraryReply): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (request: LibraryRequest) => {
  if (request.type === 'abort') running.get(request.id)?.abort();
  else void run(request.id, request.name, request.input);
});
