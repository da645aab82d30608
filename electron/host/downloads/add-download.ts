import type { HostContext } from '../host-context.ts';
import type { OfferAddress } from '../hub/find-offer.ts';

/**
 * Puts an offer into the queue of downloads.
 * @throws AppError of the hub; `notFound`; `badInput` for an offer that cannot be taken; `diskFull`; `busy`
 */
export async function addDownload(
  { downloads, hub }: HostContext,
  address: OfferAddress,
  signal?: AbortSignal,
): Promise<{ downloadId: string }> {
  // What it knows of offers is nothing that a start has to wait for.
  const { planDownload } = await import('./plan-download.ts');
  return { downloadId: downloads.add(await planDownload(hub, address, signal)) };
}
