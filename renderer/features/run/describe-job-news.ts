import type { EngineJob } from '../../../electron/contract/models-state.ts';
import type { MessageKey } from '../../i18n/translate.ts';

/** What a person wants to hear of a job between two of its states; null where nothing is worth a word. */
export function describeJobNews(
  before: EngineJob | null,
  now: EngineJob | null,
): { key: MessageKey; values: Record<string, string | number> } | null {
  const ran = before?.status === 'running';
  if (now === null) return ran ? { key: `jobended.${before.kind}`, values: {} } : null;
  if (now.status === 'failed') {
    return before?.status === 'failed'
      ? null
      : { key: `jobfailed.${now.kind}`, values: { problem: now.problem ?? '' } };
  }
  if (!ran || before.kind !== now.kind || before.modelId !== now.modelId)
    return { key: `jobbegun.${now.kind}`, values: {} };
  const quarter = Math.floor(now.progress * 4);
  if (quarter === 0 || quarter > 3 || quarter <= Math.floor(before.progress * 4)) return null;
  return { key: 'job.quarter', values: { percent: quarter * 25 } };
}
