import fc from 'fast-check';
import { parseMarkdownIntoBlocks } from 'streamdown';
import { describe, expect, it } from 'vitest';
import { splitMarkdown } from './split-markdown.ts';
import type { SplitText } from './split-markdown.ts';

const line = fc.constantFrom(
  '',
  '',
  'A paragraph of text.',
  '# Heading',
  '- item',
  '  - nested',
  '1. first',
  '> quote',
  '```ts',
  'const a = 1;',
  '```',
  '| a | b |',
  '| - | - |',
  '| 1 | 2 |',
  '===',
  '---',
  '$$',
  'x = y',
  '    indented',
  '<details>',
  '</details>',
  'It costs $5.',
);

describe('splitMarkdown', () => {
  it('cuts a growing text into the same blocks as the whole, wherever it grows', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.array(fc.nat(12), { minLength: 1 }), (lines, steps) => {
        const whole = lines.join('\n');
        let split: SplitText | null = null;
        for (let at = 0, step = 0; at < whole.length; step += 1) {
          at += 1 + (steps[step % steps.length] ?? 0);
          split = splitMarkdown(whole.slice(0, at), split);
        }
        expect(split?.blocks ?? []).toEqual(parseMarkdownIntoBlocks(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the settled blocks of a growing text', () => {
    const before = splitMarkdown('One.\n\nTwo.\n\nThree.\n\nFour.', null);
    const after = splitMarkdown('One.\n\nTwo.\n\nThree.\n\nFour. And more', before);
    expect(after.blocks.join('')).toBe(after.text);
    expect(after.blocks[0]).toBe(before.blocks[0]);
  });

  it('starts over when the text is another one', () => {
    const before = splitMarkdown('One.\n\nTwo.', null);
    expect(splitMarkdown('Other.', before).blocks).toEqual(['Other.']);
  });
});
