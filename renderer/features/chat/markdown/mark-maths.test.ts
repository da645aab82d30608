import { describe, expect, it } from 'vitest';
import { displayMathsMark as d, inlineMathsMark as i, markMaths, readMaths } from './mark-maths.ts';

describe('markMaths', () => {
  it.each([
    ['inline with parentheses', 'so \\(a_1 * b_2\\) is', `so \`${i}a_1 * b_2${i}\` is`],
    ['inline with dollars', 'so $x^2$ is', `so \`${i}x^2${i}\` is`],
    ['one letter', 'let $x$ be', `let \`${i}x${i}\` be`],
    ['display with brackets', '\\[x = y\\]', `\`${d}x = y${d}\``],
    ['display over lines', '$$\na\n= b\n$$', `\`${d}a = b${d}\``],
    ['a backtick inside', '\\(`a`\\)', `\`\`${i}\`a\`${i}\`\``],
  ])('marks %s', (_name, text, marked) => {
    expect(markMaths(text)).toBe(marked);
  });

  it.each([
    ['prices', 'It costs $5 and $10.'],
    ['a price range', '$5-$10'],
    ['escaped dollars', 'a \\$x\\$ b'],
    ['code', 'use `$x$` and ``\\(y\\)`` here'],
    ['a fence', '```sh\necho $HOME and $PATH\n```'],
    ['a fence that is not closed', '```sh\necho $HOME$ and $PATH$'],
    ['a shell variable in a word', 'a$b and c$d'],
    ['an unfinished formula', 'so \\(a + b'],
    ['a line break in Markdown', 'one \\\\(two\\\\) three'],
  ])('leaves %s alone', (_name, text) => {
    expect(markMaths(text)).toBe(text);
  });
});

describe('readMaths', () => {
  it('gives the TeX back, and knows ordinary code', () => {
    expect(readMaths(`${i}x^2${i}`)).toEqual({ tex: 'x^2', display: false });
    expect(readMaths(`${d}x^2${d}`)).toEqual({ tex: 'x^2', display: true });
    expect(readMaths('x^2')).toBeNull();
    expect(readMaths(i)).toBeNull();
  });
});
