import { expect, test } from 'vitest';
import { nameFiles, toSafeName } from './safe-names.ts';

test.each([
  ['model-00001-of-00003.gguf', 'model-00001-of-00003.gguf'],
  ['../../etc/passwd', '-..-etc-passwd'],
  ['..', '_'],
  ['', '_'],
  ['a\\b:c*?.gguf', 'a-b-c--.gguf'],
  ['CON', '_CON'],
  ['nul.gguf', '_nul.gguf'],
  ['trailing. .', 'trailing'],
  ['\u202egnp.exe', '-gnp.exe'],
  ['.hidden', 'hidden'],
])('%j becomes %j', (name, safe) => {
  expect(toSafeName(name)).toBe(safe);
});

test('a long name keeps its end, and two long names stay two', () => {
  const [a, b] = ['a', 'b'].map((letter) => toSafeName(`${'x'.repeat(300)}${letter}-00001-of-00002.gguf`));
  expect(a).toMatch(/-00001-of-00002\.gguf$/);
  expect(a).not.toBe(b);
  expect(Buffer.byteLength(toSafeName('模'.repeat(200)))).toBeLessThan(255);
});

test('files of the same name in two folders get two names, whatever the case', () => {
  expect(nameFiles(['Q4/a.gguf', 'Q4/b.gguf'])).toEqual(['a.gguf', 'b.gguf']);
  expect(nameFiles(['Q4/a.gguf', 'Q8/A.gguf'])).toEqual(['Q4--a.gguf', 'Q8--A.gguf']);
  expect(new Set(nameFiles(['a/b.gguf', 'a--b.gguf', 'A/B.gguf']).map((name) => name.toLowerCase())).size).toBe(3);
});
