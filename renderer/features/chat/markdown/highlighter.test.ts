import { expect, it } from 'vitest';
import { LineHighlighter, loadHighlighter } from './highlighter.ts';
import { findGrammar } from './languages.ts';

const code = ['def greet(name):', '    """A comment over', '    two lines."""', '    return "Hello, " + name', ''];

async function startHighlighter(): Promise<LineHighlighter> {
  return new LineHighlighter(await loadHighlighter('python'), 'python');
}

it('colours a growing text as it colours the whole', async () => {
  const whole = await startHighlighter();
  expect(whole.advance(code, Infinity)).toBe(true);
  const growing = await startHighlighter();
  const text = code.join('\n');
  for (let end = 1; end <= text.length; end += 3) growing.advance(text.slice(0, end).split('\n'), Infinity);
  growing.advance(code, Infinity);
  code.forEach((line, index) => {
    const tokens = whole.tokensOf(index, line);
    expect(tokens?.map((token) => token.text).join('')).toBe(line);
    expect(growing.tokensOf(index, line)).toEqual(tokens);
  });
});

it('knows where it is: the second line of a docstring belongs to it', async () => {
  const highlighter = await startHighlighter();
  highlighter.advance(code, Infinity);
  expect(highlighter.tokensOf(2, code[2] ?? '')).toContainEqual({
    text: expect.stringContaining('two lines.'),
    color: expect.stringContaining('--code-comment'),
  });
});

it('stops when its time is up, and goes on later', async () => {
  const highlighter = await startHighlighter();
  expect(highlighter.advance(code, -1)).toBe(false);
  expect(highlighter.tokensOf(0, code[0] ?? '')).toBeNull();
  expect(highlighter.advance(code, Infinity)).toBe(true);
});

it('finds grammars by the names that models write', () => {
  expect(findGrammar('Py')).toBe('python');
  expect(findGrammar('c++')).toBe('cpp');
  expect(findGrammar('constructor')).toBeNull();
  expect(findGrammar('')).toBeNull();
});
