import { findGgmlType, nameFileType } from './ggml-types.ts';
import type { GgufTensor } from './gguf-header.ts';
import { type Metadata, readCount } from './read-metadata.ts';

/** The quantization level of a model, from two places that should agree. */
export interface QuantizationLevel {
  /** What to call it: the header's word where the weights bear it out, or else the type that most of them have. */
  level: string | null;
  /** What the header says; null where it says nothing. */
  declaredLevel: string | null;
  /** The type of most bytes of the layers' weights; null without weights of a known type. */
  dominantType: string | null;
}

/**
 * The types that may make up most of a level's weights. `llama-quantize` mixes types, and takes another where a row
 * is no multiple of 256: `Q5_0` in place of `Q4_K`, for one.
 */
const typesOfLevels: readonly [RegExp, readonly string[]][] = [
  [/^Q2_K/, ['Q2_K', 'Q3_K', 'Q4_0', 'IQ4_NL']],
  [/^Q3_K/, ['Q3_K', 'Q4_K', 'Q4_0', 'IQ4_NL']],
  [/^Q4_K/, ['Q4_K', 'Q5_0', 'Q5_K']],
  [/^Q5_K/, ['Q5_K', 'Q5_1', 'Q6_K']],
  [/^Q6_K/, ['Q6_K', 'Q8_0']],
  [/^IQ1/, ['IQ1_S', 'IQ1_M', 'IQ2_XXS', 'IQ4_NL']],
  [/^IQ2/, ['IQ2_XXS', 'IQ2_XS', 'IQ2_S', 'IQ3_XXS', 'IQ3_S', 'Q2_K', 'IQ4_NL']],
  [/^IQ3/, ['IQ3_XXS', 'IQ3_S', 'IQ4_NL', 'Q3_K']],
  [/^IQ4_XS/, ['IQ4_XS', 'IQ4_NL']],
];

/** Reads the level from `general.file_type` and from the tensors themselves. */
export function readQuantizationLevel(metadata: Metadata, tensors: readonly GgufTensor[]): QuantizationLevel {
  const fileType = readCount(metadata, 'general.file_type');
  const declaredLevel = fileType === null ? null : nameFileType(fileType);
  const dominantType = findDominantType(tensors);
  const agree = declaredLevel !== null && (dominantType === null || fits(declaredLevel, dominantType));
  return { level: agree ? declaredLevel : dominantType, declaredLevel, dominantType };
}

function fits(level: string, dominantType: string): boolean {
  if (level === dominantType) return true;
  return typesOfLevels.some(([pattern, types]) => pattern.test(level) && types.includes(dominantType));
}

function findDominantType(tensors: readonly GgufTensor[]): string | null {
  // Embeddings and output keep a finer type, and are half of a small model with a large vocabulary.
  const layered = tensors.filter(({ name }) => name.startsWith('blk.'));
  const bytesOfTypes = new Map<number, number>();
  for (const { typeId, sizeBytes } of layered.length > 0 ? layered : tensors) {
    bytesOfTypes.set(typeId, (bytesOfTypes.get(typeId) ?? 0) + (sizeBytes ?? 0));
  }
  const [dominant] = [...bytesOfTypes].toSorted((a, b) => b[1] - a[1]);
  return dominant ? (findGgmlType(dominant[0])?.name ?? null) : null;
}
