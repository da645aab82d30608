import { z } from 'zod';

/** Bytes, from the best case to the worst. */
const byteRangeSchema = z.object({ low: z.number(), high: z.number() });

/**
 * Where a model would run on this machine. `gpu`: all of it in video memory; `expertsOnCpu`: attention and shared
 * experts in video memory, routed experts in system memory; `layersSplit`: a dense model with some layers in video
 * memory; `cpu`: system memory alone; `tooLarge`: nowhere.
 */
export const fitVerdicts = ['gpu', 'expertsOnCpu', 'layersSplit', 'cpu', 'tooLarge'] as const;
export type FitVerdict = (typeof fitVerdicts)[number];

/** KV cache types that contexts can be made with, most exact first. */
export const kvCacheTypes = ['F16', 'Q8_0', 'Q4_0'] as const;
export type KvCacheType = (typeof kvCacheTypes)[number];

/** Memory of this machine that may be taken now, bytes. Video memory is null without a usable GPU. */
export const machineMemorySchema = z.object({
  systemFreeBytes: z.number(),
  systemTotalBytes: z.number(),
  video: z
    .object({
      name: z.string(),
      freeBytes: z.number(),
      totalBytes: z.number(),
      /** So much of it is system memory, as on a Mac: what is taken here is gone there. */
      unifiedBytes: z.number().optional(),
    })
    .nullable(),
});
export type MachineMemory = z.infer<typeof machineMemorySchema>;

/** What a model takes, part by part, in bytes. */
export const memoryNeedSchema = z.object({
  /** Embeddings, attention, norms, router, output, and the feed-forward of dense layers. */
  denseBytes: z.number(),
  /** Experts that every token passes through. */
  sharedExpertBytes: z.number(),
  /** Experts that the router chooses from. */
  routedExpertBytes: z.number(),
  contextSize: z.number().int(),
  kvCacheType: z.enum(kvCacheTypes),
  kvBytesPerToken: z.number(),
  kvBytes: z.number(),
  /** Graph, logits and scratch buffers of the runtime. */
  computeBytes: z.number(),
  totalBytes: byteRangeSchema,
});
export type MemoryNeed = z.infer<typeof memoryNeedSchema>;

/** Whether and how a model fits this machine, with the arithmetic behind the verdict. */
export const fitSchema = z.object({
  verdict: z.enum(fitVerdicts),
  need: memoryNeedSchema,
  machine: machineMemorySchema,
  /** How the bytes would lie, at the middle of the range. */
  videoBytes: z.number(),
  systemBytes: z.number(),
  /** The longest context that fits here with this verdict, tokens; 0 when nothing fits. */
  longestContext: z.number().int(),
  /** `header`: from this file's own tensor table; `scaled`: from another level of the same model. */
  basis: z.enum(['header', 'scaled']),
  /** What earlier loads on this machine taught: actual ÷ predicted, and how many loads that rests on. */
  correction: z.object({ ratio: z.number(), loads: z.number().int() }).nullable(),
});
export type Fit = z.infer<typeof fitSchema>;
