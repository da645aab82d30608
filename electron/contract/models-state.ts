import { z } from 'zod';
import { fitSchema } from '../../models/gguf/fit.ts';
import { kvCacheTypes } from '../../models/gguf/fit.ts';
import { modelKinds } from '../../models/gguf/model-kind.ts';
import { runOptionsSchema } from '../../models/run-options.ts';

/**
 * `embedded` ships with the app and is a demonstration; `folder` lies in Conclave's own models folder, so that it may
 * be deleted; `file` was opened where it lies; `watched` lies in a folder of the user; the others in another
 * program's folder, which is only read.
 */
export const modelOrigins = ['embedded', 'folder', 'file', 'watched', 'lmStudio', 'ollama', 'jan'] as const;

/** Where a model came from, as far as it is known. */
export const modelSourceSchema = z.object({
  repositoryId: z.string(),
  /** The commit. */
  revision: z.string(),
  licence: z.string().nullable(),
});

export const modelSchema = z.object({
  id: z.string(),
  /** The user's own name for it, or else the header's or the file's. */
  name: z.string(),
  origin: z.enum(modelOrigins),
  /** The first file of a split model. */
  fileName: z.string(),
  /** Of all parts. */
  sizeBytes: z.number().nullable(),
  parts: z.number().int(),
  kind: z.enum(modelKinds),
  /** False until the header has been read. The fields below are null until then. */
  inspected: z.boolean(),
  /** Models that differ only in their level share it: the picker shows them as one. */
  familyId: z.string(),
  familyName: z.string(),
  /** Quantization level, such as `Q4_K_M`. */
  level: z.string().nullable(),
  architecture: z.string().nullable(),
  parameters: z.number().nullable(),
  /** Parameters at work for one token; null for dense models. */
  activeParameters: z.number().nullable(),
  expertCount: z.number().nullable(),
  expertUsedCount: z.number().nullable(),
  trainContextSize: z.number().nullable(),
  licence: z.string().nullable(),
  source: modelSourceSchema.nullable(),
  /** The last verification: against the publisher's SHA-256 (`hash`) or, where none is known, the tensor table. */
  verified: z.object({ at: z.number(), against: z.enum(['hash', 'structure']), sound: z.boolean() }).nullable(),
  /** Set when the file cannot be used: what is wrong and what to do. */
  problem: z.string().nullable(),
  canDelete: z.boolean(),
});
export type Model = z.infer<typeof modelSchema>;

/** Memory of a loaded model, bytes: what was predicted, and what it took. */
export const loadedMemorySchema = z.object({
  predictedBytes: z.number(),
  actualBytes: z.number(),
  /** What of it is on the GPU; left out where nothing is. */
  video: z.object({ predictedBytes: z.number(), actualBytes: z.number() }).optional(),
});

/** What the GGUF header says of the model in memory. Counts of experts are null for dense models. */
export const loadedModelSchema = z.object({
  architecture: z.string(),
  quantization: z.string().nullable(),
  parameters: z.number().nullable(),
  expertCount: z.number().nullable(),
  expertUsedCount: z.number().nullable(),
  contextSize: z.number().int(),
  /** What the context can grow to with a conversation: more than it is where its length is left to the app. */
  longestContextSize: z.number().int(),
  /** Replies that are written side by side, each with a context of its own. */
  parallelChats: z.number().int(),
  trainContextSize: z.number().int(),
  chatTemplate: z.string(),
  /** What is wrong with the model's own template and what is used instead, in one sentence. */
  templateProblem: z.string().nullable(),
  runtime: z.string(),
  device: z.string(),
  gpuLayers: z.number().int(),
  totalLayers: z.number().int(),
  /** Layers whose routed experts stay in system memory although the layer is on the GPU. */
  expertLayersOnCpu: z.number().int(),
  kvCacheType: z.enum(kvCacheTypes),
  flashAttention: z.boolean(),
  batchSize: z.number().int(),
  threads: z.number().int(),
  /** What drafts tokens for it, once the load has found that possible. */
  speculation: z.enum(['off', 'promptLookup', 'draft']),
  /** What was asked for and could not be had, one sentence each: a draft model that does not fit, less context. */
  remarks: z.array(z.string()),
  loadMs: z.number(),
  memory: loadedMemorySchema.nullable(),
});
export type LoadedModel = z.infer<typeof loadedModelSchema>;

export const modelsStateSchema = z.object({
  models: z.array(modelSchema),
  selectedId: z.string(),
  load: z.discriminatedUnion('status', [
    /** `idle`: it was unloaded because nobody had used it for the time set; the next reply loads it again. */
    z.object({ status: z.literal('none'), idle: z.boolean().optional() }),
    z.object({ status: z.literal('loading'), modelId: z.string(), progress: z.number().min(0).max(1) }),
    z.object({ status: z.literal('loaded'), modelId: z.string(), info: loadedModelSchema }),
    z.object({ status: z.literal('failed'), modelId: z.string(), message: z.string() }),
  ]),
});
export type ModelsState = z.infer<typeof modelsStateSchema>;

/** A place that models are listed from besides Conclave's own folder. */
export const modelPlaceSchema = z.object({
  id: z.string(),
  kind: z.enum(['watched', 'lmStudio', 'ollama', 'jan']),
  /** The folder as text to show. */
  folder: z.string(),
  /** Whether the folder is there. */
  found: z.boolean(),
  enabled: z.boolean(),
  models: z.number().int(),
});
export type ModelPlace = z.infer<typeof modelPlaceSchema>;

/** Work on a file of the library that takes a while: a copy on import, or a verification. */
export const libraryTaskSchema = z.object({
  id: z.string(),
  kind: z.enum(['copy', 'verify']),
  modelId: z.string().nullable(),
  fileName: z.string(),
  doneBytes: z.number(),
  totalBytes: z.number(),
  /** Set when it ended badly; it stays listed until it is dismissed. */
  problem: z.string().nullable(),
});
export type LibraryTask = z.infer<typeof libraryTaskSchema>;

/** Files that were dropped on the window: the page asks whether to link or to copy them. */
export const droppedFilesSchema = z.object({ dropId: z.string(), fileNames: z.array(z.string()) });
export type DroppedFiles = z.infer<typeof droppedFilesSchema>;

export const libraryStateSchema = z.object({
  places: z.array(modelPlaceSchema),
  tasks: z.array(libraryTaskSchema),
  dropped: droppedFilesSchema.nullable(),
});
export type LibraryState = z.infer<typeof libraryStateSchema>;

/** A tune of a model on this machine: what was tried, and what was best. Speeds are tokens a second. */
export const tuneSchema = z.object({
  at: z.number(),
  device: z.string(),
  runtime: z.string(),
  /** The driver, the runtime or the file has changed since: its choice is no longer used. */
  stale: z.boolean(),
  /** Null fields were left as they are. */
  chosen: runOptionsSchema.pick({
    threads: true,
    batchSize: true,
    flashAttention: true,
    kvCacheType: true,
    speculation: true,
    expertLayersOnCpu: true,
  }),
  before: z.object({ prefill: z.number(), decode: z.number() }),
  after: z.object({ prefill: z.number(), decode: z.number() }),
  trials: z.array(z.object({ label: z.string(), prefill: z.number().nullable(), decode: z.number().nullable() })),
});
export type Tune = z.infer<typeof tuneSchema>;

/** Perplexity of a level on the bundled text, measured here; lower is better. */
export const qualitySchema = z.object({
  at: z.number(),
  perplexity: z.number(),
  tokens: z.number().int(),
  /** The best level of the same model that is installed and measured; null where this is the only one. */
  reference: z.object({ modelId: z.string(), level: z.string().nullable(), perplexity: z.number() }).nullable(),
});
export type Quality = z.infer<typeof qualitySchema>;

/** Work of the engine that is no reply: it waits for replies, and they wait for it. */
export const engineJobSchema = z.object({
  kind: z.enum(['tune', 'quality']),
  modelId: z.string(),
  /** What is being tried, in a few words. */
  step: z.string(),
  progress: z.number().min(0).max(1),
  status: z.enum(['running', 'failed']),
  /** Of a failed one; it stays until it is dismissed. */
  problem: z.string().nullable(),
});
export type EngineJob = z.infer<typeof engineJobSchema>;

/** What a way to run a model would take and give. */
export const runPlanSchema = z.object({
  verdict: fitSchema.shape.verdict,
  gpuLayers: z.number().int(),
  totalLayers: z.number().int(),
  expertLayersOnCpu: z.number().int(),
  contextSize: z.number().int(),
  longestContext: z.number().int(),
  videoBytes: z.number(),
  systemBytes: z.number(),
  /** Bytes of weights and KV cache that one token makes each memory read: what decode speed goes by. */
  readPerToken: z.object({ videoBytes: z.number(), systemBytes: z.number() }),
});
export type RunPlan = z.infer<typeof runPlanSchema>;

/** How an installed model fits, and how well its memory was predicted when it was last loaded here. */
export const modelDetailsSchema = z.object({
  fit: fitSchema.nullable(),
  lastLoad: loadedMemorySchema.extend({ at: z.number(), contextSize: z.number().int() }).nullable(),
  runOptions: runOptionsSchema,
  tune: tuneSchema.nullable(),
  quality: qualitySchema.nullable(),
  /** Whether this build's runtime can keep routed experts in system memory while their layer is on the GPU. */
  expertsApart: z.boolean(),
  /** What deleting it gives back, bytes. */
  freesBytes: z.number().nullable(),
});
export type ModelDetails = z.infer<typeof modelDetailsSchema>;
