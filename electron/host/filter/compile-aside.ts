import { Worker } from 'node:worker_threads';
import { AppError } from '../../../models/app-error.ts';
import { type CompileRequest, type CompileResult, compileLists } from './compile-lists.ts';
import type { FilterTask, FilterTaskOutcome } from './compile-worker.ts';

/** Texts up to this length compile in under a frame; a thread of their own would cost more than it saves. */
const inPlaceCharacters = 20_000;

/** Reads and compiles lists, long texts in a thread of their own. @throws what `compileLists` throws */
export async function compileListsAside(request: CompileRequest, workerPath: string): Promise<CompileResult> {
  const characters = request.kept.reduce((sum, list) => sum + list.text.length, 0);
  return characters <= inPlaceCharacters ? compileLists(request) : runWorker({ task: 'compile', request }, workerPath);
}

/** Does one task in a thread of its own. */
export function runWorker<Result>(task: FilterTask, workerPath: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerPath, { workerData: task, execArgv: [] });
    worker.once('message', (outcome: FilterTaskOutcome) => {
      if ('failure' in outcome) reject(new AppError('badInput', outcome.failure));
      else resolve(outcome.result as Result);
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The filter's thread ended with ${code}`)));
  });
}
