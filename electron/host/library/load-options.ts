import { defaultRunOptions } from '../../../models/run-options.ts';
import type { Settings } from '../../../models/settings.ts';
import type { LoadOptions, TuneResult } from '../engine/engine-protocol.ts';
import type { LibraryModel } from './describe-model.ts';

/** What a load needs to know beside settings and model. */
export interface LoadSurroundings {
  /** Where the engine may keep KV states of conversations. */
  stateFolder: string | null;
  /** The file of another model; null for one that is gone. */
  findPath(modelId: string): string | null;
  /** What a tune of the model on this device found; null without one that still holds. */
  tuned: TuneResult['chosen'] | null;
  /** What `auto` makes of the context where conversations need more than usual; null where they do not. */
  autoContextSize: number | null;
}

/** How a model is to be loaded: the user's options for it, or else its tune, or else the settings for all models. */
export function toLoadOptions(
  model: Pick<LibraryModel, 'id' | 'path'>,
  settings: Settings,
  { stateFolder, findPath, tuned, autoContextSize }: LoadSurroundings,
): LoadOptions {
  const own = settings.runOptions[model.id] ?? defaultRunOptions;
  const { gpuLayers, expertsPerToken } = own;
  // A tune found its count beside the planner's own division of the layers.
  const tunedExperts = own.expertLayersOnCpu === null && gpuLayers === null ? (tuned?.expertLayersOnCpu ?? null) : null;
  const contextSize = own.contextSize ?? settings.contextSize;
  return {
    modelPath: model.path,
    device: settings.device,
    threads: own.threads ?? tuned?.threads ?? settings.threads,
    ...(own.threads === null && tuned?.threads ? { threadsTuned: true } : {}),
    contextSize,
    ...(contextSize !== 'auto' || autoContextSize === null ? {} : { autoContextSize }),
    gpuLayers,
    expertLayersOnCpu: own.expertLayersOnCpu ?? tunedExperts,
    ...(tunedExperts === null ? {} : { expertsTuned: true }),
    expertsPerToken,
    kvCacheType: own.kvCacheType ?? tuned?.kvCacheType ?? null,
    flashAttention: own.flashAttention ?? tuned?.flashAttention ?? null,
    batchSize: own.batchSize ?? tuned?.batchSize ?? null,
    speculation: own.speculation ?? tuned?.speculation ?? (settings.speculation === 'off' ? 'off' : null),
    draftModelPath: own.draftModelId === null ? null : findPath(own.draftModelId),
    stateFolder,
  };
}
