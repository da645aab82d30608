import { describe, expect, it } from 'vitest';
import { readFence } from './read-fence.ts';

describe('readFence', () => {
  it.each([
    ['closed', '```ts\nconst a = 1;\n```', { language: 'ts', code: 'const a = 1;' }],
    ['closed, with lines after it', '```ts\na\n```\n\n', { language: 'ts', code: 'a' }],
    ['still being written', '```python\nprint(1)', { language: 'python', code: 'print(1)' }],
    ['only opened', '```', { language: '', code: '' }],
    ['empty', '```\n```', { language: '', code: '' }],
    ['with words after its language', '```js title="a b"\nx\n```', { language: 'js', code: 'x' }],
    ['of tildes, around backticks', '~~~~\n```\nx\n```\n~~~~', { language: '', code: '```\nx\n```' }],
    ['a shorter fence inside', '````md\n```\nx\n```\n````', { language: 'md', code: '```\nx\n```' }],
  ])('reads a fence that is %s', (_name, block, fence) => {
    expect(readFence(block)).toEqual(fence);
  });

  it.each(['text', '`code`', '```inline``` code', '- ```ts', 'text\n```\ncode\n```'])('is null for %j', (block) => {
    expect(readFence(block)).toBeNull();
  });
});
