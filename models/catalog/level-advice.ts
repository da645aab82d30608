import { z } from 'zod';

/** How much a quantization level loses against the weights as trained, in steps that a person can tell apart. */
export const qualityLosses = ['none', 'negligible', 'small', 'noticeable', 'large', 'severe'] as const;
export type QualityLoss = (typeof qualityLosses)[number];

/** How fast it decodes beside other levels of the same model: fewer bytes per token are faster. */
export const levelSpeeds = ['fastest', 'fast', 'medium', 'slow', 'slowest'] as const;
export type LevelSpeed = (typeof levelSpeeds)[number];

/** What kind of numbers a level holds. */
export const levelFamilies = ['float', 'legacy', 'kQuant', 'iQuant', 'mxfp4', 'ternary', 'other'] as const;
export type LevelFamily = (typeof levelFamilies)[number];

/** Why a level is the one recommended, or `null` where it is not. */
export const recommendationReasons = [
  'preferredLevel',
  'bestOnGpu',
  'bestWithExpertsOnCpu',
  'bestWithLayersSplit',
  'bestOnCpu',
  'smallestOfTooLarge',
] as const;
export type RecommendationReason = (typeof recommendationReasons)[number];

/** A quantization level in plain words; the page puts them into sentences. */
export const levelAdviceSchema = z.object({
  /** As it is called everywhere: `Q4_K_M`, `IQ3_XXS`, `MXFP4`, `BF16`. */
  level: z.string(),
  family: z.enum(levelFamilies),
  bitsPerWeight: z.number(),
  qualityLoss: z.enum(qualityLosses),
  speed: z.enum(levelSpeeds),
});
export type LevelAdvice = z.infer<typeof levelAdviceSchema>;
