import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../../../models/app-error.ts';
import { evaluate } from '../../../models/filter/evaluation/evaluate.ts';
import { type CompileRequest, type CompileResult, compileLists } from './compile-lists.ts';

/** What the filter's thread does: work of up to seconds, while the host stays at the user's disposal. */
export type FilterTask = { task: 'compile'; request: CompileRequest } | { task: 'evaluate' };

/** An expected failure crosses as its sentence; any other is an `error` of the thread. */
export type FilterTaskOutcome = { result: CompileResult | ReturnType<typeof evaluate> } | { failure: string };

function run(task: FilterTask): FilterTaskOutcome {
  try {
    return { result: task.task === 'compile' ? compileLists(task.request) : evaluate() };
  } catch (error) {
    if (error instanceof AppError) return { failure: error.message };
    throw error;
  }
}

parentPort?.postMessage(run(workerData as FilterTask));
