import { AppError } from '../app-error.ts';
import { findDimensionProblem } from './check-dimensions.ts';
import { findLayoutProblem } from './check-layout.ts';
import { classifyHeader } from './classify-file.ts';
import { formatBytes } from './format-bytes.ts';
import type { GgufHeader, GgufParse } from './gguf-header.ts';
import type { ModelKind } from './model-kind.ts';
import { maxLayers } from './model-shape.ts';
import { readCount, readText } from './read-metadata.ts';

const redo = 'Download it again.';

/** Throws `modelBroken` unless the header could be read to its end. */
export function requireHeader(fileName: string, fileSizeBytes: number, parse: GgufParse): GgufHeader {
  if (parse.status === 'complete') return parse.header;
  if (parse.status === 'cut') {
    throw broken(`${fileName} is cut short: it ends inside its header, after ${formatBytes(fileSizeBytes)}. ${redo}`);
  }
  const reason = parse.status === 'broken' ? parse.reason : 'its header does not end';
  throw broken(`${fileName} is not a usable GGUF model: ${reason}. ${redo}`);
}

/** Throws `modelBroken` when the weights do not lie one after the other, or the file ends before the last of them. */
export function requireWholeFile(fileName: string, fileSizeBytes: number, header: GgufHeader): void {
  const problem = findLayoutProblem(header);
  if (problem) throw broken(`${fileName} is damaged: ${problem}. ${redo}`);
  let neededBytes = 0;
  for (const tensor of header.tensors) {
    neededBytes = Math.max(neededBytes, tensor.offsetBytes + (tensor.sizeBytes ?? 1));
  }
  if (neededBytes <= fileSizeBytes) return;
  const there = formatBytes(fileSizeBytes);
  const whole = formatBytes(neededBytes);
  const missing = formatBytes(neededBytes - fileSizeBytes);
  const what = there === whole ? `its last ${missing} are missing` : `${there} of ${whole} are there`;
  throw broken(`${fileName} is cut short: ${what}. ${redo}`, { fileSizeBytes, neededBytes });
}

/** Files that are sound and cannot chat. */
const otherUses: Readonly<Partial<Record<ModelKind, string>>> = {
  projector: 'is the image part of a model, not a model to chat with',
  adapter: 'is an adapter (LoRA) that changes another model, not a model to chat with',
  importance: 'holds statistics for quantizing (an importance matrix), not a model to chat with',
  embedding: 'turns text into vectors and does not chat',
};

/**
 * Throws unless the metadata is such that llama.cpp can load the model without ending its process: a missing count of
 * experts, for one, is an assertion there and no error. Split models: the header of the first part, all tensors.
 */
export function requireChatModel(fileName: string, header: GgufHeader): void {
  const { metadata } = header;
  const kind = classifyHeader(header);
  const otherUse = otherUses[kind];
  if (otherUse) throw new AppError('unsupported', `${fileName} ${otherUse}. Choose another file.`);
  const architecture = readText(metadata, 'general.architecture');
  if (!architecture || !/^[\w.-]{1,64}$/.test(architecture)) {
    throw broken(`${fileName} does not say which architecture it has. Choose another file.`);
  }
  if (kind === 'unknown' && header.tensors.length > 0) {
    const type = (readText(metadata, 'general.type') ?? '').replaceAll(/[^\w !-]/g, '?').slice(0, 40);
    throw new AppError(
      'unsupported',
      `${fileName} is of the type “${type}”, not a model to chat with. Choose another file.`,
    );
  }
  if (kind === 'vocabulary' || header.tensors.length === 0) {
    throw broken(`${fileName} holds a vocabulary and no weights. Choose a file with the whole model.`);
  }
  const problem = findMetadataProblem(architecture, header);
  if (problem) throw broken(`${fileName} cannot be loaded: ${problem}. Choose another file or ${lowerFirst(redo)}`);
}

function findMetadataProblem(architecture: string, header: GgufHeader): string | null {
  const { metadata, tensors } = header;
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  const hasTensor = (pattern: RegExp) => tensors.some((tensor) => pattern.test(tensor.name));

  for (const key of ['context_length', 'embedding_length', 'block_count']) {
    const value = read(key);
    if (value === null || value <= 0) return `its header lacks ${architecture}.${key}`;
  }
  if ((read('block_count') ?? 0) > maxLayers) return `its header claims ${read('block_count')} layers`;
  if (hasTensor(/\.attn_(q|qkv|q_a)\.weight$/)) {
    const heads = read('attention.head_count');
    if (heads === null || heads <= 0) return `its header lacks ${architecture}.attention.head_count`;
  }
  if (hasTensor(/\.ffn_(up|gate)\.weight$/) && read('feed_forward_length') === null) {
    return `its header lacks ${architecture}.feed_forward_length`;
  }
  if (hasTensor(/\.ffn_down\.\d+\.weight$/)) {
    return 'it keeps each expert apart, as Mixtral files of early 2024 do, which llama.cpp no longer reads';
  }
  return (
    findExpertProblem(read, hasTensor(/_exps\.weight$/)) ??
    findVocabularyProblem(header) ??
    findDimensionProblem(architecture, header)
  );
}

function findExpertProblem(read: (key: string) => number | null, hasExperts: boolean): string | null {
  const count = read('expert_count');
  const used = read('expert_used_count');
  if (!hasExperts && (count ?? 0) === 0) return null;
  if (count === null || count <= 0) return 'it has experts, and its header does not say how many (expert_count)';
  if (used === null || used <= 0) return 'its header does not say how many experts a token uses (expert_used_count)';
  if (used > count) return `its header says that a token uses ${used} of ${count} experts`;
  return null;
}

function findVocabularyProblem(header: GgufHeader): string | null {
  const model = readText(header.metadata, 'tokenizer.ggml.model');
  if (!model) return 'its header lacks tokenizer.ggml.model';
  if (model === 'none' || model === 'no_vocab') return 'its header says that it has no vocabulary';
  // llama.cpp ends its process at the first byte token of such a vocabulary.
  if (model === 'bert') return 'its vocabulary is of the kind (bert) that models for embeddings have';
  const tokens = header.metadata.get('tokenizer.ggml.tokens');
  if (typeof tokens !== 'object' || tokens.length === 0) return 'its header lacks the vocabulary';
  if (model === 'llama' && !header.hasByteTokens) return 'its vocabulary lacks the byte tokens';
  const { repeatedToken } = header;
  if (repeatedToken !== null) {
    return `its vocabulary has the token “${repeatedToken.replaceAll(/[^\p{L}\p{N}\p{P}]/gu, '?').slice(0, 30)}” twice`;
  }
  return null;
}

function broken(message: string, data: Record<string, number> = {}): AppError {
  return new AppError('modelBroken', message, { data });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
