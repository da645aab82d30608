import { AppError } from '../../../models/app-error.ts';
import { type GroupedOffer, groupOffers } from '../../../models/catalog/group-offers.ts';
import type { Hub, HubRepository } from './hub.ts';

/** An offer as a page names it. */
export interface OfferAddress {
  repositoryId: string;
  revision: string;
  offerKey: string;
}

/** Finds an offer in its repository, at the commit that the page has seen. @throws AppError of the hub, `notFound` */
export async function findOffer(
  hub: Hub,
  { repositoryId, revision, offerKey }: OfferAddress,
  signal?: AbortSignal,
): Promise<{ repository: HubRepository; offer: GroupedOffer }> {
  const repository = await hub.readRepository(repositoryId, signal, revision);
  const offer = groupOffers(repository.files).find(({ key }) => key === offerKey);
  if (!offer) {
    throw new AppError('notFound', `The repository ${repositoryId} does not offer this file. Look at it again.`);
  }
  return { repository, offer };
}
