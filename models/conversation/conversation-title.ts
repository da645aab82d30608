const maxTitleCharacters = 60;

/** A title from the first message: its beginning, on one line, cut at a word where there is one. */
export function titleFrom(text: string): string {
  const line = text.trim().slice(0, 10_000).replace(/\s+/gu, ' ');
  let cut = line;
  let count = 0;
  for (const { index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line)) {
    if (count++ < maxTitleCharacters) continue;
    cut = line.slice(0, index);
    break;
  }
  if (cut === line) return line;
  const lastSpace = cut.lastIndexOf(' ');
  return `${lastSpace > cut.length / 2 ? cut.slice(0, lastSpace) : cut}…`;
}
