import { findGgmlType, nameFileType } from './ggml-types.ts';
import type { GgufHeader, GgufTensor, GgufValue } from './gguf-header.ts';

/** What a GGUF header says of a model, in one place. Counts of experts are null for dense models. */
export interface ModelSummary {
  architecture: string;
  name: string | null;
  quantization: string | null;
  parameters: number;
  layers: number;
  trainContextSize: number;
  embeddingLength: number;
  expertCount: number | null;
  expertUsedCount: number | null;
  vocabularySize: number;
  /** Bytes of the weights alone. */
  weightBytes: number;
  /** Bytes of F16 KV cache a token of context takes, over all layers. */
  kvBytesPerToken: number;
}

/** Sums up a model from the headers of its files: one, or all parts of a split model, the first part first. */
export function summarizeModel(headers: readonly GgufHeader[]): ModelSummary {
  const metadata = headers[0]?.metadata ?? new Map<string, GgufValue>();
  const tensors = headers.flatMap((header) => header.tensors);
  const architecture = readText(metadata, 'general.architecture') ?? '';
  const read = (key: string) => readNumber(metadata, `${architecture}.${key}`);
  const expertCount = read('expert_count') ?? 0;
  const tokens = metadata.get('tokenizer.ggml.tokens');
  return {
    architecture,
    name: readText(metadata, 'general.name'),
    quantization: nameQuantization(metadata, tensors),
    parameters: tensors.reduce((sum, tensor) => sum + tensor.elements, 0),
    layers: read('block_count') ?? 0,
    trainContextSize: read('context_length') ?? 0,
    embeddingLength: read('embedding_length') ?? 0,
    expertCount: expertCount > 0 ? expertCount : null,
    expertUsedCount: expertCount > 0 ? read('expert_used_count') : null,
    vocabularySize: typeof tokens === 'object' ? tokens.length : 0,
    weightBytes: tensors.reduce((sum, tensor) => sum + (tensor.sizeBytes ?? 0), 0),
    kvBytesPerToken: countKvBytesPerToken(metadata, architecture),
  };
}

/** A number under this key; for a value per layer, the largest. */
export function readNumber(metadata: ReadonlyMap<string, GgufValue>, key: string): number | null {
  const value = metadata.get(key);
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value.numbers && value.numbers.length > 0) return Math.max(...value.numbers);
  return null;
}

/** A text under this key. */
export function readText(metadata: ReadonlyMap<string, GgufValue>, key: string): string | null {
  const value = metadata.get(key);
  return typeof value === 'string' ? value : null;
}

/** By `general.file_type`, or else by the type that most weights have. */
function nameQuantization(metadata: ReadonlyMap<string, GgufValue>, tensors: readonly GgufTensor[]): string | null {
  const fileType = readNumber(metadata, 'general.file_type');
  const named = fileType === null ? null : nameFileType(fileType);
  if (named) return named;
  const elementsByType = new Map<number, number>();
  for (const { typeId, elements } of tensors) elementsByType.set(typeId, (elementsByType.get(typeId) ?? 0) + elements);
  const [dominant] = [...elementsByType].toSorted((a, b) => b[1] - a[1]);
  return dominant ? (findGgmlType(dominant[0])?.name ?? null) : null;
}

/** An upper bound for models with sliding windows or with recurrent layers that the header does not mark. */
function countKvBytesPerToken(metadata: ReadonlyMap<string, GgufValue>, architecture: string): number {
  const read = (key: string) => readNumber(metadata, `${architecture}.${key}`);
  const layers = read('block_count') ?? 0;
  const heads = read('attention.head_count') ?? 0;
  if (layers === 0 || heads === 0) return 0;
  const headLength = (read('embedding_length') ?? 0) / heads;
  const keyLength = read('attention.key_length') ?? headLength;
  const valueLength = read('attention.value_length') ?? headLength;
  const kvHeads = metadata.get(`${architecture}.attention.head_count_kv`);
  const headsOfLayers =
    typeof kvHeads === 'object' && kvHeads.numbers
      ? kvHeads.numbers.reduce((sum, count) => sum + count, 0)
      : layers * (typeof kvHeads === 'number' ? kvHeads : heads);
  const attentionInterval = read('full_attention_interval') ?? 1;
  const bytesOfF16 = 2;
  return Math.ceil((headsOfLayers * (keyLength + valueLength) * bytesOfF16) / Math.max(1, attentionInterval));
}
