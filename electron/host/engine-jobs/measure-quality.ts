import { AppError } from '../../../models/app-error.ts';
import { comparePerplexity, toPerplexity } from '../../../models/quality/perplexity.ts';
import type { QualityText, QualityTextId } from '../../../models/quality/quality-text.ts';
import type { Quality } from '../../contract/models-state.ts';
import type { HostContext } from '../host-context.ts';
import { embeddedModelId, type LibraryModel } from '../library/describe-model.ts';
import { toLoadOptions } from '../library/load-options.ts';
import type { JobControl } from './engine-jobs.ts';
import { identifyFiles } from './job-surroundings.ts';
import type { KeptQuality } from './quality-records.ts';
import { startJob } from './start-job.ts';

/** The context of a measurement, tokens. */
const contextSize = 512;

/**
 * Starts to measure the perplexity of a level and, where it is not known, of the best level of the same model.
 * @throws AppError `notFound`, `busy`; `modelBroken`, `modelMissing` or `unsupported` for one that cannot run
 */
export async function measureQuality(context: HostContext, modelId: string): Promise<void> {
  const model = await context.library.inspected(modelId);
  const { readQualityText } = await import('../../../models/quality/quality-text.ts');
  const text = readQualityText(nameText(context, model) === 'embedded-1');
  startJob(context, 'quality', model, async (control) => {
    const better = listBetter(context, model);
    const needsOthers = better.length > 0 && !find(context, better[0]!, text.id);
    await measure(context, model, text, scaleProgress(control, 0, needsOthers ? 0.5 : 1));
    if (needsOthers) await measureFirst(context, better, text, scaleProgress(control, 0.5, 0.5));
  });
}

/** What was measured of a model, on the tokens that it shares with the best level that was measured; null before. */
export function findQuality(context: Pick<HostContext, 'library' | 'quality'>, model: LibraryModel): Quality | null {
  const textId = nameText(context, model);
  const own = find(context, model, textId);
  if (!own) return null;
  for (const better of listBetter(context, model)) {
    const other = find(context, better, textId);
    const compared = other && comparePerplexity(own.windows, other.windows);
    if (!compared) continue;
    const reference = { modelId: better.id, level: better.level, perplexity: compared.reference };
    return { at: own.at, perplexity: compared.perplexity, tokens: compared.tokens, reference };
  }
  return { at: own.at, ...toPerplexity(own.windows), reference: null };
}

/** Levels of the same model with more bits, the best first. */
function listBetter({ library }: Pick<HostContext, 'library'>, model: LibraryModel): LibraryModel[] {
  const bits = ({ sizeBytes }: LibraryModel) => sizeBytes ?? 0;
  return library
    .list()
    .filter((other) => other.familyId === model.familyId && other.kind === 'chat' && other.refusal === null)
    .filter((other) => bits(other) > bits(model))
    .toSorted((a, b) => bits(b) - bits(a));
}

/** The best one that can be loaded here: the very best may not fit. */
async function measureFirst(
  context: HostContext,
  models: readonly LibraryModel[],
  text: QualityText,
  control: JobControl,
): Promise<void> {
  for (const model of models) {
    if (find(context, model, text.id)) return;
    try {
      return await measure(context, model, text, control);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'modelTooLarge') throw error;
    }
  }
}

async function measure(
  context: HostContext,
  model: LibraryModel,
  { id: textId, documents }: QualityText,
  { signal, onProgress }: JobControl,
): Promise<void> {
  const { engine, quality, settings } = context;
  // As the level is by itself: fewer experts or a smaller KV cache would be measured with it.
  const options = {
    ...toLoadOptions(model, settings.current, {
      stateFolder: null,
      findPath: () => null,
      tuned: null,
      autoContextSize: null,
    }),
    contextSize,
    expertsPerToken: null,
    kvCacheType: null,
  };
  const files = identifyFiles(model);
  const tell = (step: string, progress: number) => onProgress(model.level ? `${model.level}: ${step}` : step, progress);
  await engine.useDevice(options.device);
  const { windows } = await engine.measurePerplexity(options, documents, tell, signal);
  quality.keep({ modelId: model.id, files, textId, at: Date.now(), windows });
}

function find(
  { quality }: Pick<HostContext, 'quality'>,
  model: LibraryModel,
  textId: QualityTextId,
): KeptQuality | null {
  return quality.find({ modelId: model.id, files: identifyFiles(model), textId });
}

/** Levels of the embedded model are read on a text of their own. */
function nameText({ library }: Pick<HostContext, 'library'>, { familyId }: LibraryModel): QualityTextId {
  return library.get(embeddedModelId).familyId === familyId ? 'embedded-1' : 'prose-1';
}

function scaleProgress({ signal, onProgress }: JobControl, from: number, share: number): JobControl {
  return { signal, onProgress: (step, progress) => onProgress(step, from + progress * share) };
}
