import type { ModelKind } from '../gguf/model-kind.ts';
import { readLevelFromName, stripGgufSuffixes } from './level-in-name.ts';

const word = (alternatives: string) => new RegExp(`(?<![a-z0-9])(?:${alternatives})(?![a-z0-9])`, 'i');

const projector = word('mm-?proj(?:ector)?|vision-?(?:projector|adapter)|clip-vit[a-z0-9-]*');
const adapter = word('q?lora|dora|adapter');
const merged = word('merged?|fused');
const importance = word('imatrix|imat|importance-?matrix');
const vocabulary = /^ggml-vocab-|(?<![a-z0-9])vocab(?:-only)?$/i;
const embedding = word(
  'embed|embedder|embeddings?|text-embedding[a-z0-9-]*|rerank|reranker|bge|e5|gte|minilm|sbert|arctic-embed',
);

/** What a GGUF file is for, as far as its name tells. The header knows better, where it is read. */
export function guessKindFromName(path: string): ModelKind {
  const name = stripGgufSuffixes(path.split(/[\\/]/).at(-1) ?? '');
  if (projector.test(name)) return 'projector';
  if (vocabulary.test(name)) return 'vocabulary';
  // Models are also named after the matrix or the adapter that they were made with.
  if (importance.test(name) && readLevelFromName(name) === null) return 'importance';
  if (adapter.test(name) && !merged.test(name)) return 'adapter';
  if (embedding.test(name)) return 'embedding';
  return 'chat';
}
