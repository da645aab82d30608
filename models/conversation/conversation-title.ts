const maxTitleCharacters = 60;

/** A title from the first message: its beginning, on one line, cut at a word where there is one. */
export function titleFrom(text: string): string {
  const line = text.trim().replace(/\s+/gu, ' ');
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line.slice(0, 500))];
  if (graphemes.length <= maxTitleCharacters) return line.slice(0, 500);
  const cut = line.slice(0, graphemes[maxTitleCharacters]!.index);
  const lastSpace = cut.lastIndexOf(' ');
  return `${lastSpace > cut.length / 2 ? cut.slice(0, lastSpace) : cut}…`;
}
