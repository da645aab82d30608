import { formatCount } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';

/** Total and active parameters: `15.7B parameters, 2.66B active per token`; the total alone for a dense model. */
export function describeParameters(parameters: number, activeParameters: number | null): string {
  const total = formatCount(parameters);
  if (activeParameters === null || activeParameters >= parameters) return t('discover.parameters', { total });
  return t('discover.parametersActive', { total, active: formatCount(activeParameters) });
}
