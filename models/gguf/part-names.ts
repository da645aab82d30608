/** The file names of a split model's parts (`name-00001-of-00003.gguf`), whichever was named, or the one name itself. */
export function listPartNames(fileName: string): string[] {
  const match = /^(.*-)\d{5}-of-(\d{5})\.gguf$/.exec(fileName);
  if (!match?.[1] || !match[2]) return [fileName];
  const [, prefix, count] = match;
  return Array.from(
    { length: Number(count) },
    (_, index) => `${prefix}${String(index + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
}
