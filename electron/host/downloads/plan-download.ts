import { AppError } from '../../../models/app-error.ts';
import { readFamily } from '../../../models/catalog/model-family.ts';
import { findOffer, type OfferAddress } from '../hub/find-offer.ts';
import type { Hub } from '../hub/hub.ts';
import type { DownloadPlan } from './downloads.ts';

/**
 * What to download for an offer: its files, as the repository lists them at this commit.
 * @throws AppError of the hub; `notFound`; `badInput` for an offer that cannot be taken
 */
export async function planDownload(hub: Hub, address: OfferAddress, signal?: AbortSignal): Promise<DownloadPlan> {
  const { repository, offer } = await findOffer(hub, address, signal);
  if (offer.problem !== null) throw new AppError('badInput', offer.problem);
  const { id: repositoryId, revision, licence } = repository;
  const { familyName } = readFamily({ fileName: offer.files[0]!.path, repositoryId });
  return {
    repositoryId,
    revision,
    offerKey: offer.key,
    name: familyName,
    level: offer.level,
    licence,
    files: offer.files,
  };
}
