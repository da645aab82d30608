import { z } from 'zod';

/** A model that the catalogue recommends, as it was published. Parameters in units, not in billions. */
export const catalogEntrySchema = z.strictObject({
  /** kebab-case, unique. */
  id: z.string().regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/),
  name: z.string().min(1),
  maker: z.string().min(1),
  /** Models of one line, such as `DeepSeek`; the catalogue groups by it. */
  line: z.string().min(1),
  kind: z.enum(['moe', 'dense']),
  parameters: z.number().int().positive(),
  /** Parameters at work for one token; the same as `parameters` for a dense model. */
  activeParameters: z.number().int().positive(),
  experts: z
    .strictObject({
      routed: z.number().int().positive(),
      used: z.number().int().positive(),
      shared: z.number().int().nonnegative(),
    })
    .nullable(),
  /** Tokens it was made for. */
  contextSize: z.number().int().positive(),
  licence: z.strictObject({
    /** SPDX id, or the licence's own name. */
    name: z.string().min(1),
    url: z.url(),
    commercialUse: z.enum(['yes', 'withConditions', 'no']),
  }),
  /** What it is good for, most fitting first. */
  goodFor: z.array(z.enum(['chat', 'code', 'maths', 'reasoning', 'languages', 'longTexts', 'smallMachines'])).min(1),
  /** One plain sentence. */
  description: z.string().min(1).max(240),
  /** Hugging Face repositories with GGUF files, best first. */
  repositories: z.array(z.string().regex(/^[\w.-]+\/[\w.-]+$/)).min(1),
  /** Where its maker publishes it. */
  originalRepository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  released: z.string().regex(/^\d{4}-\d{2}$/),
});
export type CatalogEntry = z.infer<typeof catalogEntrySchema>;
