import { describe, expect, it } from 'vitest';
import { explainLoadFailure } from './explain-load-failure.ts';

const explain = (lines: string[], text = 'Failed to load model') =>
  explainLoadFailure('m.gguf', new Error(text), lines).message;
const because = (reason: string) =>
  `m.gguf could not be loaded (${reason}). Choose another model, or download it again.`;

describe('a load that failed', () => {
  it('is explained by what the loader threw', () => {
    const lines = [
      "llama_model_load: error loading model: missing tensor 'blk.1.attn_q.weight'",
      'x: failed to load model',
    ];
    expect(explain(lines)).toBe(because("missing tensor 'blk.1.attn_q.weight'"));
  });

  it('is explained by what the reader of the file said, where the loader names only the path', () => {
    const read = 'gguf_init_from_reader: tensor name 3 is too long: 70 >= 64';
    const rest = ['gguf_init_from_reader: failed to read tensor info'];
    const thrown =
      'llama_model_load: error loading model: llama_model_loader: failed to load model from /home/me/m.gguf';
    expect(explain([read, ...rest, thrown])).toBe(because('tensor name 3 is too long: 70 >= 64'));
    // The last line may come too late.
    expect(explain([read])).toBe(because('tensor name 3 is too long: 70 >= 64'));
  });

  it('is explained in few words', () => {
    const thrown = `llama_model_load: error loading model: unknown tokenizer: '${'x'.repeat(3000)}'`;
    expect(explain([thrown]).length).toBeLessThan(300);
    expect(explain([], 'Invalid type or block size')).toBe(
      because('a tensor is of a type that this version does not know'),
    );
  });
});
