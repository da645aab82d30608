import type { GgufHeader } from './gguf-header.ts';
import type { ModelKind } from './model-kind.ts';
import { readText } from './read-metadata.ts';

/** Architectures that turn text into vectors and nothing else. */
const embeddingArchitectures = /bert|^(t5encoder|gemma-embedding|llama-embed)$/;

/** What a GGUF file is for. Split models: the header of the first part, all tensors. */
export function classifyHeader(header: GgufHeader): ModelKind {
  const { metadata, tensors } = header;
  const architecture = readText(metadata, 'general.architecture');
  const type = readText(metadata, 'general.type');
  if (type === 'imatrix' || metadata.has('imatrix.datasets') || metadata.has('imatrix.chunk_count')) {
    return 'importance';
  }
  if (type === 'adapter' || metadata.has('adapter.type')) return 'adapter';
  if (type === 'mmproj' || architecture === 'clip') return 'projector';
  if (!architecture || (type !== null && type !== 'model')) return 'unknown';
  if (tensors.length === 0) return metadata.has('tokenizer.ggml.tokens') ? 'vocabulary' : 'unknown';
  const causal = metadata.get(`${architecture}.attention.causal`);
  const pooling = metadata.get(`${architecture}.pooling_type`);
  const pools = typeof pooling === 'number' && pooling > 0;
  if (causal === false || pools || embeddingArchitectures.test(architecture)) return 'embedding';
  return 'chat';
}
