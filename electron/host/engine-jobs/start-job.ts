import { AppError } from '../../../models/app-error.ts';
import type { EngineJob } from '../../contract/models-state.ts';
import type { HostContext } from '../host-context.ts';
import { loadInBackground } from '../library/choose-model.ts';
import type { LibraryModel } from '../library/describe-model.ts';
import type { JobControl } from './engine-jobs.ts';

/**
 * Starts work that takes the engine for itself. What was in memory leaves it, and comes back afterwards.
 * @throws AppError `busy` while a reply is written, a model is loaded or another job runs; the model's refusal
 */
export function startJob(
  context: HostContext,
  kind: EngineJob['kind'],
  model: LibraryModel,
  run: (control: JobControl) => Promise<void>,
): void {
  const { jobs, loader, replies } = context;
  if (model.refusal) throw new AppError(model.refusal.code, model.refusal.message);
  if (replies.anyRunning) {
    throw new AppError('busy', 'A reply is still being written. Wait for it or stop it first.');
  }
  if (loader.state.status === 'loading') {
    throw new AppError('busy', 'A model is being loaded. Try again when it is in memory.');
  }
  const wasLoaded = loader.state.status === 'loaded';
  const done = jobs.start({ kind, modelId: model.id }, (control) => {
    loader.giveUpEngine();
    return run(control);
  });
  if (wasLoaded) void bringBack(context, done);
}

async function bringBack(context: HostContext, done: Promise<void>): Promise<void> {
  await done;
  if (!context.jobs.closed && !context.replies.anyRunning) loadInBackground(context);
}
