import { parseMarkdownIntoBlocks } from 'streamdown';

/** A text and the blocks it was cut into; joined, the blocks are the text. */
export interface SplitText {
  text: string;
  blocks: string[];
}

/** Blocks at the end that a continuation may still change: a paragraph turns into a table, a list goes on. */
const unsettledBlocks = 2;

/** Cuts Markdown into top-level blocks. Of a text that only grew, nothing but the last blocks is read again. */
export function splitMarkdown(text: string, before: SplitText | null): SplitText {
  // A footnote ties blocks together that lie apart, so such a text stays whole.
  if (before === null || text.includes('[^') || !text.startsWith(before.text)) {
    return { text, blocks: parseMarkdownIntoBlocks(text) };
  }
  if (text.length === before.text.length) return before;
  const settled = before.blocks.slice(0, -unsettledBlocks);
  const settledLength = settled.reduce((sum, block) => sum + block.length, 0);
  return { text, blocks: [...settled, ...parseMarkdownIntoBlocks(text.slice(settledLength))] };
}
