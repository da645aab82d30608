import { z } from 'zod';

/** Why an engine process ended without being asked to. */
export const engineDeathSchema = z.object({
  /** One sentence for a person. */
  message: z.string(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  /** Last lines of standard error, oldest first. */
  lastLines: z.array(z.string()),
  at: z.number().int(),
});
export type EngineDeath = z.infer<typeof engineDeathSchema>;

/** `broken`: three deaths in a row, so that nothing starts until the user asks for it. */
/** Something that llama.cpp can run a model on. */
export const computeDeviceSchema = z.object({
  /** `cpu`, or a backend and its number there, such as `vulkan:0`: what the setting `device` takes. */
  id: z.string(),
  name: z.string(),
  backend: z.enum(['cpu', 'cuda', 'vulkan', 'metal']),
  freeBytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
});
export type ComputeDevice = z.infer<typeof computeDeviceSchema>;

export const engineStateSchema = z.object({
  phase: z.enum(['starting', 'ready', 'restarting', 'broken', 'stopped']),
  /** Counts the engine processes of this run of the app, from 1. */
  generation: z.number().int(),
  death: engineDeathSchema.nullable(),
  /** The compute device in use, such as `CPU` or `NVIDIA GeForce RTX 4070 (cuda)`; null before the first report. */
  device: z.string().nullable(),
  /** What there is to choose from, best first; empty before the first report. */
  devices: z.array(computeDeviceSchema),
  /** Why a GPU that is present, or the device that was chosen, is not used: one sentence. */
  deviceProblem: z.string().nullable(),
  /** The inference library and its llama.cpp; null before the first report. */
  runtime: z.string().nullable(),
  /** Resident memory of the engine process, bytes. */
  memoryBytes: z.number().nullable(),
  videoMemory: z.object({ usedBytes: z.number(), totalBytes: z.number() }).nullable(),
});
export type EngineState = z.infer<typeof engineStateSchema>;
