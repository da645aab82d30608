import type { Model } from '../../../../electron/contract/models-state.ts';
import { formatContext, formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { describeParameters } from '../describe-parameters.ts';

/** What all levels of a model have in common, in a line; empty until its header has been read. */
export function describeFamily(model: Model): string {
  const parts: string[] = [];
  if (model.parameters !== null) parts.push(describeParameters(model.parameters, model.activeParameters));
  if (model.architecture !== null) parts.push(model.architecture);
  if (model.expertCount !== null && model.expertUsedCount !== null) {
    parts.push(
      t('installed.experts', {
        count: formatNumber(model.expertCount, 0),
        used: formatNumber(model.expertUsedCount, 0),
      }),
    );
  }
  if (model.trainContextSize !== null)
    parts.push(t('discover.context', { tokens: formatContext(model.trainContextSize) }));
  const licence = model.licence ?? model.source?.licence ?? null;
  if (licence !== null) parts.push(t('installed.licence', { licence }));
  return parts.join(' · ');
}

/** All that is known of one file, for its details. */
export function listModelFacts(model: Model): [string, string][] {
  const facts: [string, string][] = [[t('installed.file'), model.fileName]];
  if (model.source !== null) facts.push([t('installed.source'), model.source.repositoryId]);
  if (model.source !== null) facts.push([t('installed.revision'), model.source.revision.slice(0, 12)]);
  if (model.level !== null) facts.push([t('installed.level'), model.level]);
  return facts;
}
