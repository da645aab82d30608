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
export const engineStateSchema = z.object({
  phase: z.enum(['starting', 'ready', 'restarting', 'broken', 'stopped']),
  /** Counts the engine processes of this run of the app, from 1. */
  generation: z.number().int(),
  death: engineDeathSchema.nullable(),
  /** The compute device in use, such as `CPU` or `NVIDIA GeForce RTX 4070 (cuda)`; null before the first report. */
  device: z.string().nullable(),
  /** Resident memory of the engine process, bytes. */
  memoryBytes: z.number().nullable(),
  videoMemory: z.object({ usedBytes: z.number(), totalBytes: z.number() }).nullable(),
});
export type EngineState = z.infer<typeof engineStateSchema>;
