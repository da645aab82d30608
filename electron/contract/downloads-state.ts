import { z } from 'zod';

/** What keeps a download from going on. */
export const downloadProblemSchema = z.object({
  /**
   * `diskFull`, `accessDenied` and `changed` wait for the user; `offline`, `rateLimited` and `hubFailed` try again by
   * themselves; `corrupt` and `notFound` have failed.
   */
  code: z.enum(['diskFull', 'offline', 'rateLimited', 'hubFailed', 'accessDenied', 'changed', 'corrupt', 'notFound']),
  /** One sentence: what happened and what to do. */
  message: z.string(),
  /** When it is tried again, ms since 1970. */
  retryAt: z.number().nullable(),
});
export type DownloadProblem = z.infer<typeof downloadProblemSchema>;

export const downloadSchema = z.object({
  id: z.string(),
  repositoryId: z.string(),
  revision: z.string(),
  offerKey: z.string(),
  /** What the page calls it. */
  name: z.string(),
  level: z.string().nullable(),
  /**
   * `queued` waits for its turn; `waiting` for a retry (`problem` says why); `paused` by the user or, with a `problem`,
   * until the user acts; `verifying` compares the SHA-256; `done` became the model `modelId`.
   */
  status: z.enum(['queued', 'running', 'waiting', 'paused', 'verifying', 'failed', 'done']),
  problem: downloadProblemSchema.nullable(),
  doneBytes: z.number(),
  totalBytes: z.number(),
  /** Of the last seconds; null while nothing arrives. */
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  files: z.array(z.object({ fileName: z.string(), doneBytes: z.number(), totalBytes: z.number() })),
  modelId: z.string().nullable(),
});
export type Download = z.infer<typeof downloadSchema>;

/** All downloads in their order, and all together. */
export const downloadsStateSchema = z.object({
  downloads: z.array(downloadSchema),
  bytesPerSecond: z.number().nullable(),
  doneBytes: z.number(),
  totalBytes: z.number(),
});
export type DownloadsState = z.infer<typeof downloadsStateSchema>;
