import { describe, expect, it } from 'vitest';
import { VocabularyReader } from './vocabulary-reader.ts';

function read(tokens: readonly string[]): VocabularyReader {
  const bytes = Buffer.from(tokens.join(''));
  const reader = new VocabularyReader(bytes);
  let at = 0;
  for (const token of tokens) {
    reader.add(at, Buffer.byteLength(token));
    at += Buffer.byteLength(token);
  }
  return reader;
}

describe('VocabularyReader', () => {
  it('finds the first token that is there twice', () => {
    expect(read(['a', 'b', 'é', 'b', 'a']).findRepeated()).toBe('b');
    expect(read(['a', 'A', 'aa', 'é', ' a']).findRepeated()).toBeNull();
    expect(read([]).findRepeated()).toBeNull();
  });

  it('reads tokens up to their first zero, and lets any number of them be empty, as llama.cpp does', () => {
    expect(read(['a', 'a\0b']).findRepeated()).toBe('a');
    expect(read(['', 'x', '', '\0', '\0\0']).findRepeated()).toBeNull();
  });

  it('keeps many tokens apart', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `t${index}`);
    expect(read(many).findRepeated()).toBeNull();
    expect(read([...many, 't777']).findRepeated()).toBe('t777');
  });

  it('knows whether each byte has a token', () => {
    const bytes = Array.from({ length: 256 }, (_, code) => `<0x${code.toString(16).toUpperCase().padStart(2, '0')}>`);
    expect(read(['<unk>', ...bytes]).hasByteTokens()).toBe(true);
    expect(read(bytes.slice(1)).hasByteTokens()).toBe(false);
    expect(read([...bytes.slice(0, 65), 'A', ...bytes.slice(66)]).hasByteTokens()).toBe(true);
  });
});
