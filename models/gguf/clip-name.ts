/** A name from a file, as far as it may stand in a sentence. */
export function clip(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]/gu, '?').slice(0, 60);
}
