import { z } from 'zod';
import { catalogEntrySchema } from '../../models/catalog/catalog-entry.ts';
import { levelAdviceSchema, recommendationReasons } from '../../models/catalog/level-advice.ts';
import { fitSchema } from '../../models/gguf/fit.ts';
import { modelKinds } from '../../models/gguf/model-kind.ts';
import { qualitySchema } from './models-state.ts';

/** Access to the hub, as a page may know it: never the token itself. */
export const hubAccessSchema = z.object({
  /** The endpoint in force, such as `https://huggingface.co`. */
  endpoint: z.string(),
  /** `kept` in the system's secret store; `thisRun`: the system has none, so that it is gone when Conclave ends. */
  token: z.enum(['none', 'kept', 'thisRun']),
  /** Whose token it is. */
  userName: z.string().nullable(),
});
export type HubAccess = z.infer<typeof hubAccessSchema>;

/** A repository with GGUF files, as a search lists it. */
export const repositoryHitSchema = z.object({
  id: z.string(),
  downloads: z.number(),
  likes: z.number(),
  /** Ms since 1970. */
  updatedAt: z.number(),
  gated: z.boolean(),
});
export type RepositoryHit = z.infer<typeof repositoryHitSchema>;

/** One model at one level that a repository offers: a file, or all parts of a split model. */
export const offerSchema = z.object({
  /** Unique in its repository and revision. */
  key: z.string(),
  kind: z.enum(modelKinds),
  level: z.string().nullable(),
  fileNames: z.array(z.string()),
  sizeBytes: z.number(),
  /** Set when it cannot be taken, such as for a missing part. */
  problem: z.string().nullable(),
  advice: levelAdviceSchema.nullable(),
  fit: fitSchema.nullable(),
  recommendation: z.enum(recommendationReasons).nullable(),
  installedModelId: z.string().nullable(),
  /** What was measured of it here; null for one that is not installed, and before a measurement. */
  quality: qualitySchema.nullable(),
  downloadId: z.string().nullable(),
});
export type Offer = z.infer<typeof offerSchema>;

export const repositorySchema = repositoryHitSchema.extend({
  /** The commit that everything below was read from, and that a download takes. */
  revision: z.string(),
  licence: z.string().nullable(),
  /** From the header of one of its files; null when none could be read. */
  model: z
    .object({
      name: z.string().nullable(),
      architecture: z.string(),
      parameters: z.number(),
      activeParameters: z.number().nullable(),
      expertCount: z.number().nullable(),
      expertUsedCount: z.number().nullable(),
      trainContextSize: z.number(),
    })
    .nullable(),
  /** Why there is no fit, such as a header that cannot be read. */
  headerProblem: z.string().nullable(),
  /** Chat models by size, smallest first, then the other files. */
  offers: z.array(offerSchema),
});
export type Repository = z.infer<typeof repositorySchema>;

export const catalogListSchema = z.array(catalogEntrySchema);
