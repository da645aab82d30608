import { existsSync, readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { modelOrigins } from '../../contract/models-state.ts';
import type { FoundModel } from './found-model.ts';
import { type ModelFacts, modelFactsSchema } from './model-facts.ts';
import { sourceRecordSchema } from './source-record.ts';

/** Grows with whatever changes what is read from a header, so that all are read again. */
const version = 1;
const writeDelayMs = 1_000;
/** Models that are not there now are remembered, up to so many in all. */
const maxEntries = 2_000;

const verifiedSchema = z.object({
  at: z.number(),
  against: z.enum(['hash', 'structure']),
  problem: z.string().nullable(),
});

const entrySchema = z.object({
  /** Of the files when they were read or verified. */
  stamp: z.string(),
  facts: modelFactsSchema.nullable(),
  verified: verifiedSchema.nullable(),
});
type CacheEntry = z.infer<typeof entrySchema>;

const foundSchema: z.ZodType<FoundModel> = z.object({
  id: z.string(),
  origin: z.enum(modelOrigins),
  name: z.string(),
  named: z.boolean(),
  path: z.string(),
  files: z.array(
    z.object({ path: z.string(), sizeBytes: z.number(), modifiedMs: z.number(), sha256: z.string().nullable() }),
  ),
  partCount: z.number(),
  missing: z.array(z.string()),
  record: sourceRecordSchema.nullable(),
  licence: z.string().nullable(),
});

const cacheSchema = z.object({
  version: z.literal(version),
  found: z.array(foundSchema),
  entries: z.record(z.string(), entrySchema),
});

/** What was last seen and read, so that a start with a hundred models reads one file. Losing it costs only time. */
export class LibraryCache {
  readonly #path: string;
  #found: FoundModel[] = [];
  #entries = new Map<string, CacheEntry>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    try {
      if (!existsSync(path)) return;
      const { found, entries } = cacheSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
      this.#found = found;
      this.#entries = new Map(Object.entries(entries));
    } catch {
      // A file of another version, or a damaged one: everything is read again.
    }
  }

  /** The models that the last look found. */
  get found(): readonly FoundModel[] {
    return this.#found;
  }

  setFound(found: FoundModel[]): void {
    if (JSON.stringify(found) === JSON.stringify(this.#found)) return;
    this.#found = found;
    this.#save();
  }

  /** What is known of a model whose files are still the same. */
  find(id: string, stamp: string): CacheEntry | null {
    const entry = this.#entries.get(id);
    return entry?.stamp === stamp ? entry : null;
  }

  set(id: string, stamp: string, change: { facts?: ModelFacts | null; verified?: CacheEntry['verified'] }): void {
    const known = this.find(id, stamp) ?? { stamp, facts: null, verified: null };
    this.#entries.delete(id);
    this.#entries.set(id, { ...known, ...change });
    this.#save();
  }

  forget(id: string): void {
    if (this.#entries.delete(id)) this.#save();
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.#timer) this.#write();
    await this.#writing;
  }

  #save(): void {
    this.#timer ??= setTimeout(() => this.#write(), writeDelayMs).unref();
  }

  #write(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const entries = Object.fromEntries([...this.#entries].slice(-maxEntries));
    const content = JSON.stringify({ version, found: this.#found, entries });
    const write = async () => writeFileAtomic(this.#path, `${content}\n`);
    // A disk that refuses it refuses more important things, too, and those are reported.
    this.#writing = this.#writing.then(write).catch(() => undefined);
  }
}
