/** Private-use characters that say how a code span is maths; text from outside never carries them further. */
export const inlineMathsMark = '\uE0F1';
export const displayMathsMark = '\uE0F2';

/**
 * Code spans and fences first, because nothing in them is maths. Then `$$…$$`, `\[…\]`, `\(…\)`, and `$…$` by
 * Pandoc's rule, which leaves prices alone: no space inside the dollars, no digit after them.
 */
const spans =
  /(`+)(?!`)[\s\S]*?[^`]\1(?!`)|^ {0,3}(?:```|~~~)[\s\S]*$|\\\\|\\\$|\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|\\\(([\s\S]+?)\\\)|(?<![\p{L}\p{N}])\$(?![\s$])((?:\\.|[^\\$\n])*?(?:\\.|[^\\$\s]))\$(?![\p{N}$])/gmu;

/** Turns the maths of a Markdown block into code spans with a mark, which no Markdown rule can tear apart. */
export function markMaths(block: string): string {
  if (!block.includes('$') && !block.includes('\\')) return block;
  return block.replace(spans, (whole, _code, dollars, brackets, parentheses, single) => {
    const display: string | undefined = dollars ?? brackets;
    const tex: string | undefined = display ?? parentheses ?? single;
    return tex === undefined ? whole : asCodeSpan(tex, display === undefined ? inlineMathsMark : displayMathsMark);
  });
}

function asCodeSpan(tex: string, mark: string): string {
  const longestRun = Math.max(0, ...Array.from(tex.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  // On one line, so that no line of it can start a list, a heading or a quote.
  return `${fence}${mark}${tex.trim().replace(/\s*\n\s*/g, ' ')}${mark}${fence}`;
}

/** The TeX of a marked code span, or null for ordinary code. */
export function readMaths(code: string): { tex: string; display: boolean } | null {
  const mark = code[0];
  if ((mark !== inlineMathsMark && mark !== displayMathsMark) || code.length < 2 || !code.endsWith(mark)) return null;
  return { tex: code.slice(1, -1), display: mark === displayMathsMark };
}
