import { groupOffers } from '../../../models/catalog/group-offers.ts';
import type { Fit } from '../../../models/gguf/fit.ts';
import type { ModelShape } from '../../../models/gguf/model-shape.ts';
import type { Offer, Repository } from '../../contract/hub-offers.ts';
import { findQuality } from '../engine-jobs/measure-quality.ts';
import type { HostContext } from '../host-context.ts';
import { prepareEstimate } from '../library/prepare-estimate.ts';
import { findOffer, type OfferAddress } from './find-offer.ts';
import { judgeOffers, type JudgedOffer } from './judge-offers.ts';
import { readOffer } from './read-offer.ts';

/**
 * What a repository offers, how it fits this machine, and which offer to take. Of the files themselves a few headers
 * are read and nothing else; one that cannot be read is told as a problem.
 * @throws AppError of the hub, for the repository itself
 */
export async function describeRepository(
  context: HostContext,
  repositoryId: string,
  signal?: AbortSignal,
): Promise<Repository> {
  const [{ files, ...repository }, estimate] = await Promise.all([
    context.hub.readRepository(repositoryId, signal),
    prepareEstimate(context),
  ]);
  const { preferredLevel, contextSize } = context.settings.current;
  const { offers, shape, headerProblem } = await judgeOffers(groupOffers(files), {
    read: (offer) => readOffer(context.hub, repository, offer, signal),
    estimate: (one, basis) => estimate(one, basis, null),
    preferredLevel,
    contextSize,
  });
  return {
    ...repository,
    model: shape && describeShape(shape),
    headerProblem,
    offers: offers.map((offer) => describeOffer(context, repository.id, offer)),
  };
}

/**
 * The exact fit of one offer, for a context of so many tokens or for that of the settings; null for what is no chat
 * model, or cannot be taken.
 * @throws AppError of the hub, `notFound`, `modelBroken`
 */
export async function describeOfferFit(
  context: HostContext,
  { contextSize, ...address }: OfferAddress & { contextSize: number | null },
  signal?: AbortSignal,
): Promise<Fit | null> {
  const { repository, offer } = await findOffer(context.hub, address, signal);
  if (offer.kind !== 'chat' || offer.problem !== null) return null;
  const [{ kind, shape }, estimate] = await Promise.all([
    readOffer(context.hub, repository, offer, signal),
    prepareEstimate(context),
  ]);
  return kind === 'chat' ? estimate(shape, 'header', contextSize) : null;
}

function describeShape(shape: ModelShape): Repository['model'] {
  const { name, architecture, parameters, expertCount, expertUsedCount, trainContextSize } = shape;
  const activeParameters = expertCount === null ? null : shape.activeParameters;
  return { name, architecture, parameters, activeParameters, expertCount, expertUsedCount, trainContextSize };
}

function describeOffer(context: HostContext, repositoryId: string, offer: JudgedOffer): Offer {
  const { files, ...rest } = offer;
  const installedModelId = context.library.findInstalled(repositoryId, offer.key);
  return {
    ...rest,
    fileNames: files.map(({ path }) => path),
    installedModelId,
    quality: installedModelId === null ? null : findQuality(context, context.library.get(installedModelId)),
    downloadId: context.downloads.find(repositoryId, offer.key),
  };
}
