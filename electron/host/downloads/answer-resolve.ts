import { AppError } from '../../../models/app-error.ts';
import type { Hub } from '../hub/hub.ts';
import { describeBug, type Logger } from '../log.ts';
import type { DownloadPlan } from './downloads.ts';
import type { ToTransferWorker } from './worker-protocol.ts';

type Answer = Extract<ToTransferWorker, { type: 'resolved' | 'unresolved' }>;

/** Asks the hub where a file's bytes are, for the transfer thread; a failure becomes an answer, too. */
export async function answerResolve(
  { hub, log }: { hub: Pick<Hub, 'resolveFile'>; log: Logger },
  plan: Pick<DownloadPlan, 'repositoryId' | 'revision' | 'files'> | undefined,
  fileIndex: number,
  signal: AbortSignal,
): Promise<{ [Kind in Answer['type']]: Omit<Extract<Answer, { type: Kind }>, 'requestId'> }[Answer['type']]> {
  try {
    if (!plan) throw new AppError('aborted', 'The download is no longer there.');
    const { path } = plan.files[fileIndex]!;
    return { type: 'resolved', file: await hub.resolveFile(plan.repositoryId, plan.revision, path, signal) };
  } catch (error) {
    if (error instanceof AppError) {
      const seconds = error.data['retryAfterSeconds'];
      const retryAfterMs = typeof seconds === 'number' ? seconds * 1000 : null;
      return { type: 'unresolved', code: error.code, message: error.message, retryAfterMs };
    }
    log.error({ component: 'downloads', event: 'bug', ...describeBug(error) });
    const message = 'The hub gave an answer that cannot be used. The download tries again by itself.';
    return { type: 'unresolved', code: 'bug', message, retryAfterMs: null };
  }
}
