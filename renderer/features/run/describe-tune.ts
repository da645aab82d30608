import type { Tune } from '../../../electron/contract/models-state.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';

/** What a tune chose, by name; what it left as it was is left out. */
export function listChosen({ chosen }: Pick<Tune, 'chosen'>): [name: string, value: string][] {
  const { threads, batchSize, flashAttention, kvCacheType, speculation, expertLayersOnCpu } = chosen;
  const facts: [string, string | null][] = [
    [t('model.threads'), threads === null ? null : formatNumber(threads, 0)],
    [t('model.batchSize'), batchSize === null ? null : t('model.tokens', { tokens: formatNumber(batchSize, 0) })],
    [t('model.flashAttention'), flashAttention === null ? null : t(flashAttention ? 'common.on' : 'common.off')],
    [t('model.kvCache'), kvCacheType],
    [t('speculation.title'), speculation === null ? null : t(`speculation.${speculation}`)],
    [t('model.expertLayers'), expertLayersOnCpu === null ? null : formatNumber(expertLayersOnCpu, 0)],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

/** How much faster or slower, such as `+12 %`; null where it rounds to nothing. */
export function describeGain(before: number, after: number): string | null {
  const percent = before > 0 ? Math.round((after / before - 1) * 100) : 0;
  if (percent === 0) return null;
  return t('load.percent', { percent: `${percent > 0 ? '+' : '−'}${formatNumber(Math.abs(percent), 0)}` });
}
