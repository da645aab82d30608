import type { Download } from '../../../../electron/contract/downloads-state.ts';
import type { Offer } from '../../../../electron/contract/hub-offers.ts';
import type { Model } from '../../../../electron/contract/models-state.ts';

/** The installed model that an offer has become, if it is still there. */
export function findInstalled(
  offer: Offer,
  repositoryId: string,
  models: Readonly<Record<string, Model>>,
): Model | null {
  const known = offer.installedModelId === null ? undefined : models[offer.installedModelId];
  if (known !== undefined) return known;
  const fileName = offer.fileNames[0]?.split('/').at(-1);
  return (
    Object.values(models).find(
      (model) => model.source?.repositoryId === repositoryId && model.fileName === fileName && model.problem === null,
    ) ?? null
  );
}

/** The download of an offer that is not done yet. */
export function findDownload(
  offer: Offer,
  repositoryId: string,
  downloads: Readonly<Record<string, Download>>,
): Download | null {
  return (
    Object.values(downloads).find(
      (download) =>
        download.repositoryId === repositoryId && download.offerKey === offer.key && download.status !== 'done',
    ) ?? null
  );
}
