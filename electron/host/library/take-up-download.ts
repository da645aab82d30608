import type { ModelLibrary } from './model-library.ts';

/**
 * Lists the model that a download put into this folder, as one whose files are what their publisher gave: each was
 * compared with its hash before it came there. Null when it has gone already.
 */
export async function takeUpDownload(library: ModelLibrary, folder: string): Promise<string | null> {
  await library.refresh();
  const id = library.findByFolder(folder);
  if (id === null) return null;
  const hasHashes = library.get(id).files.every(({ sha256 }) => sha256 !== null);
  if (hasHashes) library.setVerified(id, { against: 'hash', problem: null });
  return id;
}
