import { z } from 'zod';
import { kvCacheTypes } from './gguf/fit.ts';

/** How one model is run, where the user wants it otherwise than the planner. Null leaves a field to planner and tune. */
const runOptionFields = {
  /** Layers on the GPU, the output layer counted as one. */
  gpuLayers: z.number().int().min(0).max(1000).nullable(),
  /** Layers whose routed experts stay in system memory, counted from the first. */
  expertLayersOnCpu: z.number().int().min(0).max(1000).nullable(),
  /** Experts that the router takes per token; null is what the model was trained with. */
  expertsPerToken: z.number().int().min(1).max(1024).nullable(),
  /** Tokens of context; null is the setting for all models. */
  contextSize: z.union([z.literal('auto'), z.number().int().min(256).max(1_048_576)]).nullable(),
  kvCacheType: z.enum(kvCacheTypes).nullable(),
  flashAttention: z.boolean().nullable(),
  /** Tokens that prefill evaluates at a time. */
  batchSize: z.number().int().min(16).max(4096).nullable(),
  threads: z.number().int().min(1).max(256).nullable(),
  speculation: z.enum(['off', 'promptLookup', 'draft']).nullable(),
  /** An installed model that drafts for this one; it needs the same vocabulary. */
  draftModelId: z.string().min(1).max(64).nullable(),
};

export const runOptionsSchema = z.object({
  gpuLayers: runOptionFields.gpuLayers.default(null),
  expertLayersOnCpu: runOptionFields.expertLayersOnCpu.default(null),
  expertsPerToken: runOptionFields.expertsPerToken.default(null),
  contextSize: runOptionFields.contextSize.default(null),
  kvCacheType: runOptionFields.kvCacheType.default(null),
  flashAttention: runOptionFields.flashAttention.default(null),
  batchSize: runOptionFields.batchSize.default(null),
  threads: runOptionFields.threads.default(null),
  speculation: runOptionFields.speculation.default(null),
  draftModelId: runOptionFields.draftModelId.default(null),
});
export type RunOptions = z.infer<typeof runOptionsSchema>;

export const defaultRunOptions: RunOptions = runOptionsSchema.parse({});

/** A change to some fields; a field left out stays as it is. */
export const runOptionsPatchSchema = z.strictObject(runOptionFields).partial();
export type RunOptionsPatch = z.infer<typeof runOptionsPatchSchema>;
