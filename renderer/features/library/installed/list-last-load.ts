import type { ModelDetails } from '../../../../electron/contract/models-state.ts';
import { formatBytes, formatMoment, formatNumber, formatPercent } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';

/** What the last load of a model was predicted to take, and what it took. */
export function listLastLoad(load: NonNullable<ModelDetails['lastLoad']>): [string, string][] {
  const share = load.predictedBytes > 0 ? load.actualBytes / load.predictedBytes - 1 : 0;
  const values = { size: formatBytes(load.actualBytes), share: formatPercent(Math.abs(share)) };
  const actual =
    Math.abs(share) < 0.005 ? t('lastload.same', values) : t(share > 0 ? 'lastload.more' : 'lastload.less', values);
  return [
    [t('lastload.predicted'), formatBytes(load.predictedBytes)],
    [t('lastload.actual'), actual],
    [t('model.context'), t('model.tokens', { tokens: formatNumber(load.contextSize, 0) })],
    [t('lastload.at'), formatMoment(load.at)],
  ];
}
