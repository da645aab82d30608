/** Replies with a model after which a tune of it is offered. */
const repliesBeforeOffer = 3;

const key = 'conclave:tune-offers';

/** By model id: completed replies so far, or that nothing more is to be offered. */
type Kept = Record<string, number | 'settled'>;

/** Counts a completed reply. True once there were enough of them to offer a tune. */
export function countReply(modelId: string, storage: Storage = localStorage): boolean {
  const kept = read(storage);
  const before = kept[modelId] ?? 0;
  if (before === 'settled') return false;
  const count = Math.min(before + 1, repliesBeforeOffer);
  write(storage, { ...kept, [modelId]: count });
  return count >= repliesBeforeOffer;
}

/** Remembers that a tune of a model was taken, refused or had before: it is not offered again. */
export function settleOffer(modelId: string, storage: Storage = localStorage): void {
  write(storage, { ...read(storage), [modelId]: 'settled' });
}

function read(storage: Storage): Kept {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Kept) : {};
  } catch {
    return {};
  }
}

function write(storage: Storage, kept: Kept): void {
  try {
    storage.setItem(key, JSON.stringify(kept));
  } catch {
    // Without storage the offer may come again after a reload.
  }
}
