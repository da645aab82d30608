import type { Quality } from '../../electron/contract/models-state.ts';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/translate.ts';

/** The measured perplexity of a level, against the best level that is installed, in a sentence. */
export function describeQuality({ perplexity, reference }: Quality, modelId: string): string {
  const value = formatPerplexity(perplexity);
  if (reference === null || reference.modelId === modelId) return t('quality.alone', { value });
  const percent = (perplexity / reference.perplexity - 1) * 100;
  const values = {
    value,
    level: reference.level ?? t('quality.otherLevel'),
    reference: formatPerplexity(reference.perplexity),
    percent: formatNumber(Math.abs(percent), 1),
  };
  if (Math.abs(percent) < 0.05) return t('quality.same', values);
  return t(percent > 0 ? 'quality.worse' : 'quality.better', values);
}

function formatPerplexity(perplexity: number): string {
  return formatNumber(perplexity, perplexity < 100 ? 2 : 0);
}
