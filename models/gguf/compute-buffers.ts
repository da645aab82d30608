import { batchTokens } from './kv-shape.ts';
import type { ModelShape } from './model-shape.ts';

/** What a device does not calculate; the CPU does, in system memory. */
export interface DeviceLimits {
  /** Tensors that are larger; none if left out. */
  largestTensorBytes?: number | undefined;
  /** Latent attention of several chats. */
  latentChatsOnCpu?: boolean | undefined;
}

/** How a context is made and where, where it is not by default. */
export interface ComputeOptions extends DeviceLimits {
  batchSize?: number | undefined;
  flashAttention?: boolean | undefined;
  /** Sequences of the context, each with cells of its own; one if left out. */
  chats?: number | undefined;
}

/** Bytes that the steps of a batch take, and the tensors that most of them are. */
export interface ComputeSteps {
  /** What a layer passes on to the next. */
  streamBytes: number;
  queryBytes: number;
  /** Which cells each token may see: of all layers, those with a window apart. */
  maskBytes: number;
  /** How much each token looks at each cell; 0 with flash attention. */
  scoreBytes: number;
  /** The same where that is more than the device calculates with; 0 where it is not. */
  oversizeScoreBytes: number;
  /** Values of a latent cache, which are written out without flash attention. */
  latentValueBytes: number;
  outputBytes: number;
  feedForwardBytes: number;
  attentionBytes: number;
}

const bytesOfF32 = 4;
const bytesOfF16 = 2;
const bytesOfI64 = 8;

/**
 * Bytes of the buffers that llama.cpp calculates in on one device, for a batch of so many tokens. Its allocator gives
 * every tensor of the graph a place for as long as it is needed, so that the widest step decides.
 */
export function countComputeBytes(shape: ModelShape, contextSize: number, options: ComputeOptions = {}): number {
  const unlimited = { ...options, largestTensorBytes: undefined };
  const { outputBytes, feedForwardBytes, attentionBytes } = countSteps(shape, contextSize, unlimited);
  return Math.max(outputBytes, feedForwardBytes, attentionBytes);
}

/** The widths of llama.cpp's graphs, checked against what it reports for models of every architecture in the tests. */
export function countSteps(shape: ModelShape, contextSize: number, options: ComputeOptions = {}): ComputeSteps {
  const { flashAttention = usesFlashAttention(shape) } = options;
  const row = countBatch(shape, contextSize, options) * bytesOfF32;
  const streamBytes = shape.embeddingLength * row;
  const { chats = 1, largestTensorBytes = Number.POSITIVE_INFINITY } = options;
  const toScores = (cells: number) => (flashAttention ? 0 : cells * shape.headCount * row);
  const kinds = countVisibleCells(shape, contextSize);
  const fitting = kinds.filter((cells) => toScores(cells) <= largestTensorBytes);
  const maskRow = flashAttention ? (row * bytesOfF16) / bytesOfF32 : row;
  const maskBytes = maskRow * fitting.reduce((sum, cells) => sum + cells, 0);
  const scoreBytes = toScores(Math.max(0, ...fitting));
  const oversizeScoreBytes = fitting.length < kinds.length ? toScores(Math.max(...kinds)) : 0;
  const latentValueBytes =
    shape.latent && !flashAttention ? countCells(contextSize) * chats * shape.latent.keyRank * bytesOfF16 : 0;
  const buffers = { streamBytes, maskBytes, scoreBytes, oversizeScoreBytes, latentValueBytes };
  return {
    ...buffers,
    queryBytes: shape.headCount * shape.headLength * row,
    outputBytes: countOutputBytes(shape, row, streamBytes) + maskBytes / 2,
    feedForwardBytes: countFeedForwardBytes(shape, row, { denseBytes: 0, expertBytes: 0 }) + maskBytes,
    attentionBytes: countAttentionBytes(shape, row, options, buffers),
  };
}

/** The largest matrices in system memory that a GPU reads batches with; 0 for none. */
export interface FetchedBytes {
  denseBytes: number;
  expertBytes: number;
}

/** Bytes of the widest feed-forward for rows of so many bytes, with what a GPU fetches for it. */
export function countFeedForwardBytes(shape: ModelShape, row: number, fetched: FetchedBytes): number {
  const stream = shape.embeddingLength * row;
  const used = shape.expertUsedCount ?? 0;
  const dense =
    shape.feedForwardLength > 0 ? countDenseBytes(shape.feedForwardLength * row, stream, fetched.denseBytes) : 0;
  if (used === 0) return dense;
  const wide = used * shape.expertFeedForwardLength * row;
  const mixed = (shape.sharedExpertBytes > 0 && used > 1 ? used + 2 : used) * stream;
  const routed = Math.max(countExpertBytes(wide, used * stream, 0), mixed) + 4 * stream;
  const reading = fetched.expertBytes > 0 ? countExpertBytes(wide, used * stream, fetched.expertBytes) + 2 * stream : 0;
  return Math.max(dense, routed, reading);
}

/** Bytes of system memory that a model on a GPU is fed from: masks, places in the cache, and embeddings. */
export function countFeedBytes(shape: ModelShape, contextSize: number, options: ComputeOptions = {}): number {
  const { flashAttention = usesFlashAttention(shape) } = options;
  const tokens = countBatch(shape, contextSize, options);
  const { maskBytes, streamBytes } = countSteps(shape, contextSize, { ...options, largestTensorBytes: undefined });
  const placeBytes = flashAttention ? 0 : tokens * countValueWidth(shape) * bytesOfI64;
  return maskBytes + placeBytes + 2 * streamBytes;
}

/**
 * Whether llama.cpp attends without keeping all scores of a batch. node-llama-cpp leaves flash attention off for keys
 * and values of different lengths, as latent attention has.
 */
export function usesFlashAttention({ architecture, latent }: ModelShape): boolean {
  return latent === null && architecture !== 'gemma2' && architecture !== 'grok';
}

/** Tokens that are calculated at once: node-llama-cpp adds one for a window, llama.cpp makes them as many for each chat. */
function countBatch(
  shape: ModelShape,
  contextSize: number,
  { batchSize = batchTokens, chats = 1 }: ComputeOptions,
): number {
  const spare = shape.kvLayers.some(({ window }) => window !== null) ? 1 : 0;
  const tokens = Math.max(Math.min(batchSize, Math.max(1, contextSize)), chats) + spare;
  return Math.ceil(Math.min(tokens, countCells(contextSize) * chats) / chats) * chats;
}

/** Numbers in the value of a token, of a layer that sees everything and of one with a window. */
function countValueWidth({ kvLayers }: ModelShape): number {
  const widest = (windowed: boolean) =>
    Math.max(0, ...kvLayers.map(({ window, valueWidth }) => ((window !== null) === windowed ? valueWidth : 0)));
  return widest(true) + widest(false);
}

function countOutputBytes(shape: ModelShape, row: number, stream: number): number {
  const used = shape.expertUsedCount ?? 0;
  const logits = shape.vocabularySize * row;
  return logits + (shape.sharedExpertBytes > 0 ? Math.min(used, 8) / 2 + 4 : 3) * stream;
}

function countAttentionBytes(
  { latent, headCount, headLength, normalizesQueries }: ModelShape,
  row: number,
  { chats = 1 }: ComputeOptions,
  {
    streamBytes,
    maskBytes,
    scoreBytes,
    latentValueBytes,
  }: Pick<ComputeSteps, 'streamBytes' | 'maskBytes' | 'scoreBytes' | 'latentValueBytes'>,
): number {
  const common = scoreBytes + 3 * streamBytes + maskBytes;
  if (!latent) return common + (normalizesQueries ? 4 : 2) * headCount * headLength * row;
  // The allocator finds room for the query in what the projection leaves behind, where that is not the narrower one.
  const query = latent.keyRank > latent.headLength ? 2 * latent.headLength : 0;
  // The values of one chat find room there, too.
  const values = (latentValueBytes / chats) * (chats - 1);
  return common + headCount * row * (query + latent.keyLength + latent.keyRank) + values;
}

/** A narrow feed-forward finds room in what the attention before it leaves behind. */
function countDenseBytes(wide: number, stream: number, fetchedBytes: number): number {
  if (fetchedBytes > 0) return countThreeWide(wide, fetchedBytes) + 4 * stream;
  if (wide <= stream) return 2 * wide + 3 * stream;
  return Math.min(4 * wide + stream, 3 * wide + 4 * stream);
}

/** What the experts give comes beside their widest step, unless it fits where that began. */
function countExpertBytes(wide: number, results: number, fetchedBytes: number): number {
  return countThreeWide(wide, fetchedBytes) + (results > 2 * wide - fetchedBytes ? results : 0);
}

/** The third tensor of a feed-forward finds room where a matrix that is as large was fetched to. */
function countThreeWide(wide: number, fetchedBytes: number): number {
  return 2 * wide + fetchedBytes + (fetchedBytes < wide ? wide : 0);
}

/** Cells that a token may see, of the layers that see everything and of those with a window. */
function countVisibleCells({ kvLayers }: ModelShape, contextSize: number): number[] {
  const windows = kvLayers.flatMap(({ window }) => window ?? []);
  const cells = windows.length < kvLayers.length || windows.length === 0 ? [countCells(contextSize)] : [];
  if (windows.length > 0) cells.push(countCells(Math.min(contextSize, Math.max(...windows) + batchTokens + 1)));
  return cells;
}

function countCells(contextSize: number): number {
  return Math.ceil(contextSize / 256) * 256;
}
