import type { LoadedModel } from '../../../electron/contract/models-state.ts';
import { formatBytes, formatDuration, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';

type Fact = [name: string, value: string];

/** What the model in memory is, and how it was placed. */
export function listLoadedFacts(info: LoadedModel): Fact[] {
  return [
    [t('model.architecture'), [info.architecture, info.quantization].filter((part) => part !== null).join(' · ')],
    ...expertFacts(info),
    [t('model.parallelChats'), formatNumber(info.parallelChats, 0)],
    [t('model.context'), t('model.tokens', { tokens: formatNumber(info.contextSize, 0) })],
    ...placementFacts(info),
    [t('model.kvCache'), info.kvCacheType],
    [t('model.flashAttention'), t(info.flashAttention ? 'common.on' : 'common.off')],
    [t('model.batchSize'), t('model.tokens', { tokens: formatNumber(info.batchSize, 0) })],
    [t('model.threads'), formatNumber(info.threads, 0)],
    [t('speculation.title'), t(`speculation.${info.speculation}`)],
    ...memoryFacts(info),
    [t('model.template'), info.chatTemplate],
    [t('model.loadTime'), formatDuration(info.loadMs)],
  ];
}

function expertFacts({ expertCount, expertUsedCount }: LoadedModel): Fact[] {
  if (expertCount === null || expertUsedCount === null) return [];
  return [[t('model.experts'), t('model.expertsUsed', { used: expertUsedCount, count: expertCount })]];
}

/** On a machine without a GPU in use, nothing is said of experts that are kept off it. */
function placementFacts({ gpuLayers, totalLayers, expertLayersOnCpu }: LoadedModel): Fact[] {
  const layers: Fact = [t('model.layers'), t('engine.of', { used: String(gpuLayers), total: String(totalLayers) })];
  if (expertLayersOnCpu === 0) return [layers];
  return [layers, [t('model.expertLayers'), formatNumber(expertLayersOnCpu, 0)]];
}

function memoryFacts({ memory }: LoadedModel): Fact[] {
  if (memory === null) return [];
  const { predictedBytes, actualBytes } = memory;
  return [
    [
      t('model.memoryTaken'),
      t('model.memoryPredicted', { taken: formatBytes(actualBytes), predicted: formatBytes(predictedBytes) }),
    ],
  ];
}
