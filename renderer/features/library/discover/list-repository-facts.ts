import type { Repository } from '../../../../electron/contract/hub-offers.ts';
import type { CatalogEntry } from '../../../../models/catalog/catalog-entry.ts';
import { formatCount, formatDay, formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { describeParameters } from '../describe-parameters.ts';

/** What is known of a repository and the model in it, from the header of one of its files where there is one. */
export function listRepositoryFacts(repository: Repository, entry: CatalogEntry | null): [string, string][] {
  const { model } = repository;
  const facts: [string, string][] = [];
  if (model !== null) {
    const experts =
      model.expertCount !== null && model.expertUsedCount !== null
        ? t('model.expertsUsed', { used: model.expertUsedCount, count: model.expertCount })
        : t('model.noExperts');
    facts.push(
      [t('model.parameters'), describeParameters(model.parameters, model.activeParameters)],
      [t('model.architecture'), model.architecture],
      [t('model.experts'), experts],
      [t('model.context'), t('model.tokens', { tokens: formatNumber(model.trainContextSize, 0) })],
    );
  } else if (entry !== null) {
    facts.push(
      [t('model.parameters'), describeParameters(entry.parameters, entry.activeParameters)],
      [t('model.context'), t('model.tokens', { tokens: formatNumber(entry.contextSize, 0) })],
    );
  }
  const licence = entry?.licence.name ?? repository.licence;
  if (licence !== null) {
    const use = entry === null ? '' : ` (${t(`licence.${entry.licence.commercialUse}`)})`;
    facts.push([t('model.licence'), `${licence}${use}`]);
  }
  facts.push(
    [
      t('repository.popularity'),
      t('repository.popularityOf', {
        downloads: formatCount(repository.downloads),
        likes: formatCount(repository.likes),
      }),
    ],
    [t('repository.updated'), formatDay(repository.updatedAt)],
  );
  return facts;
}
