import type { LevelAdvice, LevelFamily, LevelSpeed, QualityLoss } from './level-advice.ts';

/** What is known of a quantization level of llama.cpp. */
export interface LevelFacts {
  /** Without the mark `UD-` of Unsloth's dynamic levels. */
  name: string;
  family: LevelFamily;
  /** Of a whole file, as measured on Llama 3.1 8B where its makers publish it. */
  nominalBits: number;
  qualityLoss: QualityLoss;
  /** Why llama.cpp cannot load it any more. */
  removed?: string;
}

const removedLayout =
  'llama.cpp no longer reads this level; take Q4_0 or IQ4_NL instead, which it arranges for the processor by itself.';

// Losses follow the perplexities in llama.cpp's own table for Llama 3 8B: below 1 %, 5 %, 15 %, 60 % of the original's.
const levels: readonly LevelFacts[] = [
  { name: 'F32', family: 'float', nominalBits: 32, qualityLoss: 'none' },
  { name: 'F16', family: 'float', nominalBits: 16, qualityLoss: 'none' },
  { name: 'BF16', family: 'float', nominalBits: 16, qualityLoss: 'none' },
  { name: 'Q8_K_XL', family: 'kQuant', nominalBits: 10.4, qualityLoss: 'negligible' },
  { name: 'Q8_0', family: 'legacy', nominalBits: 8.5, qualityLoss: 'negligible' },
  { name: 'Q6_K_XL', family: 'kQuant', nominalBits: 7.2, qualityLoss: 'negligible' },
  { name: 'Q6_K_L', family: 'kQuant', nominalBits: 6.8, qualityLoss: 'negligible' },
  { name: 'Q6_K', family: 'kQuant', nominalBits: 6.56, qualityLoss: 'negligible' },
  { name: 'Q5_1', family: 'legacy', nominalBits: 6.04, qualityLoss: 'small' },
  { name: 'Q5_K_L', family: 'kQuant', nominalBits: 6.0, qualityLoss: 'negligible' },
  { name: 'Q5_K_XL', family: 'kQuant', nominalBits: 5.75, qualityLoss: 'negligible' },
  { name: 'Q5_K_M', family: 'kQuant', nominalBits: 5.7, qualityLoss: 'negligible' },
  { name: 'Q5_K_S', family: 'kQuant', nominalBits: 5.57, qualityLoss: 'small' },
  { name: 'Q5_0', family: 'legacy', nominalBits: 5.57, qualityLoss: 'small' },
  { name: 'Q4_K_L', family: 'kQuant', nominalBits: 5.2, qualityLoss: 'small' },
  { name: 'Q4_1', family: 'legacy', nominalBits: 5.11, qualityLoss: 'noticeable' },
  { name: 'Q4_K_XL', family: 'kQuant', nominalBits: 5.0, qualityLoss: 'small' },
  { name: 'Q4_K_M', family: 'kQuant', nominalBits: 4.89, qualityLoss: 'small' },
  { name: 'IQ4_NL', family: 'iQuant', nominalBits: 4.68, qualityLoss: 'small' },
  { name: 'Q4_K_S', family: 'kQuant', nominalBits: 4.67, qualityLoss: 'small' },
  { name: 'Q4_0', family: 'legacy', nominalBits: 4.64, qualityLoss: 'noticeable' },
  { name: 'Q4_0_4_4', family: 'legacy', nominalBits: 4.64, qualityLoss: 'noticeable', removed: removedLayout },
  { name: 'Q4_0_4_8', family: 'legacy', nominalBits: 4.64, qualityLoss: 'noticeable', removed: removedLayout },
  { name: 'Q4_0_8_8', family: 'legacy', nominalBits: 4.64, qualityLoss: 'noticeable', removed: removedLayout },
  { name: 'NVFP4', family: 'other', nominalBits: 4.6, qualityLoss: 'small' },
  { name: 'Q3_K_XL', family: 'kQuant', nominalBits: 4.5, qualityLoss: 'noticeable' },
  { name: 'IQ4_XS', family: 'iQuant', nominalBits: 4.46, qualityLoss: 'small' },
  { name: 'MXFP4', family: 'mxfp4', nominalBits: 4.4, qualityLoss: 'small' },
  { name: 'MXFP4_MOE', family: 'mxfp4', nominalBits: 4.4, qualityLoss: 'small' },
  { name: 'Q3_K_L', family: 'kQuant', nominalBits: 4.3, qualityLoss: 'noticeable' },
  { name: 'Q3_K_M', family: 'kQuant', nominalBits: 4.0, qualityLoss: 'noticeable' },
  { name: 'IQ3_M', family: 'iQuant', nominalBits: 3.76, qualityLoss: 'noticeable' },
  { name: 'IQ3_S', family: 'iQuant', nominalBits: 3.66, qualityLoss: 'noticeable' },
  { name: 'Q3_K_S', family: 'kQuant', nominalBits: 3.64, qualityLoss: 'large' },
  { name: 'IQ3_XS', family: 'iQuant', nominalBits: 3.5, qualityLoss: 'large' },
  { name: 'Q2_K_L', family: 'kQuant', nominalBits: 3.4, qualityLoss: 'large' },
  { name: 'IQ3_XXS', family: 'iQuant', nominalBits: 3.25, qualityLoss: 'large' },
  { name: 'Q2_K_XL', family: 'kQuant', nominalBits: 3.2, qualityLoss: 'large' },
  { name: 'Q2_K', family: 'kQuant', nominalBits: 3.16, qualityLoss: 'large' },
  { name: 'Q2_K_S', family: 'kQuant', nominalBits: 2.97, qualityLoss: 'large' },
  { name: 'IQ2_M', family: 'iQuant', nominalBits: 2.93, qualityLoss: 'large' },
  { name: 'IQ2_S', family: 'iQuant', nominalBits: 2.74, qualityLoss: 'severe' },
  { name: 'IQ2_XS', family: 'iQuant', nominalBits: 2.59, qualityLoss: 'severe' },
  { name: 'IQ2_XXS', family: 'iQuant', nominalBits: 2.38, qualityLoss: 'severe' },
  { name: 'Q2_0', family: 'legacy', nominalBits: 2.25, qualityLoss: 'severe' },
  { name: 'IQ1_M', family: 'iQuant', nominalBits: 2.15, qualityLoss: 'severe' },
  { name: 'TQ2_0', family: 'ternary', nominalBits: 2.06, qualityLoss: 'severe' },
  { name: 'IQ1_S', family: 'iQuant', nominalBits: 2.0, qualityLoss: 'severe' },
  { name: 'TQ1_0', family: 'ternary', nominalBits: 1.69, qualityLoss: 'severe' },
  { name: 'Q1_0', family: 'legacy', nominalBits: 1.13, qualityLoss: 'severe' },
];

const levelsByName = new Map(levels.map((level) => [level.name, level]));

/** What is known of a level, with or without `UD-` in front; null for one that llama.cpp does not have. */
export function findLevel(level: string): LevelFacts | null {
  return levelsByName.get(stripDynamicMark(level)) ?? null;
}

/** `Q4_K_XL` for `UD-Q4_K_XL`: Unsloth's dynamic levels are stored as the plain ones are. */
export function stripDynamicMark(level: string): string {
  return level.startsWith('UD-') ? level.slice(3) : level;
}

/**
 * A level in plain words, from the real size where it is known; null for one that llama.cpp does not have. gpt-oss was
 * trained in MXFP4, so that nothing is lost there.
 */
export function adviseLevel(
  level: string,
  bytes: number | null,
  parameters: number | null,
  architecture: string | null = null,
): LevelAdvice | null {
  const known = findLevel(level);
  if (!known) return null;
  const asTrained = known.family === 'mxfp4' && architecture === 'gpt-oss';
  const real = bytes !== null && parameters !== null && parameters > 0 ? (bytes * 8) / parameters : null;
  const bitsPerWeight = Math.round((real ?? known.nominalBits) * 100) / 100;
  return {
    level,
    family: known.family,
    bitsPerWeight,
    qualityLoss: asTrained ? 'none' : known.qualityLoss,
    speed: classifySpeed(bitsPerWeight),
  };
}

/** Decoding is bound by memory, so that the bits of a weight decide between levels of one model. */
function classifySpeed(bitsPerWeight: number): LevelSpeed {
  if (bitsPerWeight < 3.6) return 'fastest';
  if (bitsPerWeight < 5.3) return 'fast';
  if (bitsPerWeight < 7.5) return 'medium';
  if (bitsPerWeight < 12) return 'slow';
  return 'slowest';
}

/** All names of levels, for reading them out of file names. */
export const levelNames: readonly string[] = levels.map((level) => level.name);
