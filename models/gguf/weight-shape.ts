import type { GgufTensor } from './gguf-header.ts';

/** Bytes of weights by the part they play. */
export interface WeightBytes {
  /** Embeddings, attention, norms, router, output, and the feed-forward of dense layers. */
  denseBytes: number;
  /** Experts that every token passes through. */
  sharedExpertBytes: number;
  /** Experts that the router chooses from. */
  routedExpertBytes: number;
}

/** The weights of a model, as its tensor table lists them. */
export interface WeightShape extends WeightBytes {
  /** By layer; what belongs to no layer is only in the sums above. */
  layerWeights: WeightBytes[];
  /** The table of token embeddings, which is read on the CPU wherever the model runs. Part of `denseBytes`. */
  embeddingBytes: number;
  /** What llama.cpp adds for an output layer that shares the embeddings, when the two lie in different memories. */
  tiedOutputBytes: number;
  /** Layers that predict several tokens at once: in the file, and never loaded. Part of nothing above. */
  unloadedBytes: number;
  parameters: number;
  routedExpertParameters: number;
  /** The widest feed-forward of a dense layer, and that of one expert; 0 without such. */
  feedForwardLength: number;
  expertFeedForwardLength: number;
  /** Whether queries are normalized, which takes a copy of them. */
  normalizesQueries: boolean;
  /** Whether a head may look at nothing (attention sinks). */
  hasSinks: boolean;
}

type Role = 'denseBytes' | 'sharedExpertBytes' | 'routedExpertBytes';

/** Sums up a tensor table. Layers from `layers` on are such that predict several tokens at once. */
export function readWeightShape(tensors: readonly GgufTensor[], layers: number): WeightShape {
  const noBytes = (): WeightBytes => ({ denseBytes: 0, sharedExpertBytes: 0, routedExpertBytes: 0 });
  const shape: WeightShape = {
    ...noBytes(),
    layerWeights: Array.from({ length: layers }, noBytes),
    embeddingBytes: 0,
    tiedOutputBytes: 0,
    unloadedBytes: 0,
    parameters: 0,
    routedExpertParameters: 0,
    feedForwardLength: 0,
    expertFeedForwardLength: 0,
    normalizesQueries: false,
    hasSinks: false,
  };
  for (const tensor of tensors) addTensor(shape, tensor);
  const hasOutput = tensors.some(({ name }) => name === 'output.weight');
  if (!hasOutput) shape.tiedOutputBytes = shape.embeddingBytes;
  return shape;
}

function addTensor(shape: WeightShape, { name, dimensions, elements, sizeBytes }: GgufTensor): void {
  const bytes = sizeBytes ?? 0;
  const role = findRole(name);
  const layerNumber = /^blk\.(\d{1,4})\./.exec(name)?.[1];
  const layer = layerNumber === undefined ? null : (shape.layerWeights[Number(layerNumber)] ?? null);
  shape.parameters += elements;
  if (role === 'routedExpertBytes') shape.routedExpertParameters += elements;
  const width = dimensions[1] ?? 0;
  if (name.endsWith('.ffn_up.weight')) shape.feedForwardLength = Math.max(shape.feedForwardLength, width);
  if (name.endsWith('.attn_q_norm.weight')) shape.normalizesQueries = true;
  if (name.endsWith('.attn_sinks.weight')) shape.hasSinks = true;
  if (name.endsWith('.ffn_up_exps.weight')) {
    shape.expertFeedForwardLength = Math.max(shape.expertFeedForwardLength, width);
  }
  if (layerNumber !== undefined && !layer) {
    shape.unloadedBytes += bytes;
    return;
  }
  shape[role] += bytes;
  if (layer) layer[role] += bytes;
  if (name === 'token_embd.weight' || name === 'per_layer_token_embd.weight') shape.embeddingBytes += bytes;
}

function findRole(name: string): Role {
  if (/_(ch)?exps\./.test(name)) return 'routedExpertBytes';
  return /\.ffn_(gate|up|down|gate_up)_shexp\./.test(name) ? 'sharedExpertBytes' : 'denseBytes';
}
