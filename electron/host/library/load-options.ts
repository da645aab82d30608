import { defaultRunOptions } from '../../../models/run-options.ts';
import type { Settings } from '../../../models/settings.ts';
import type { LoadOptions } from '../engine/engine-protocol.ts';
import type { LibraryModel } from './describe-model.ts';

/** What a load needs to know beside settings and model. */
export interface LoadSurroundings {
  /** Where the engine may keep KV states of conversations. */
  stateFolder: string | null;
  /** The file of another model; null for one that is gone. */
  findPath(modelId: string): string | null;
}

/** How a model is to be loaded: the user's options for it, or else the settings for all models. */
export function toLoadOptions(
  model: Pick<LibraryModel, 'id' | 'path'>,
  settings: Settings,
  { stateFolder, findPath }: LoadSurroundings,
): LoadOptions {
  const own = settings.runOptions[model.id] ?? defaultRunOptions;
  const { gpuLayers, expertLayersOnCpu, expertsPerToken, kvCacheType, flashAttention, batchSize } = own;
  return {
    modelPath: model.path,
    device: settings.device,
    threads: own.threads ?? settings.threads,
    contextSize: own.contextSize ?? settings.contextSize,
    gpuLayers,
    expertLayersOnCpu,
    expertsPerToken,
    kvCacheType,
    flashAttention,
    batchSize,
    speculation: own.speculation ?? (settings.speculation === 'off' ? 'off' : null),
    draftModelPath: own.draftModelId === null ? null : findPath(own.draftModelId),
    stateFolder,
  };
}
