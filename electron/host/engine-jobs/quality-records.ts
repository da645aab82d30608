import { existsSync, readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

/** What a measurement holds for. */
const subjectSchema = z.object({ modelId: z.string(), files: z.string(), textId: z.string() });
export type QualitySubject = z.infer<typeof subjectSchema>;

const keptQualitySchema = subjectSchema.extend({
  at: z.number(),
  windows: z.array(z.object({ tokens: z.number().int(), loss: z.number() })).min(1),
});
export type KeptQuality = z.infer<typeof keptQualitySchema>;

const fileSchema = z.object({ version: z.literal(1), measured: z.array(keptQualitySchema) });

/** Beyond so many, the oldest are of models long gone. */
const maxKept = 500;

/** What was measured of the quality of models, one measurement for each file and text. */
export class QualityRecords {
  readonly #path: string;
  #measured: KeptQuality[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    try {
      if (existsSync(path)) this.#measured = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).measured;
    } catch {
      // Damaged, or of another version: it begins anew.
    }
  }

  keep(quality: KeptQuality): void {
    const others = this.#measured.filter(({ modelId }) => modelId !== quality.modelId);
    this.#measured = [...others, quality].slice(-maxKept);
    const content = `${JSON.stringify({ version: 1, measured: this.#measured })}\n`;
    const write = async () => writeFileAtomic(this.#path, content);
    // A disk that refuses it refuses more important things, too, and those are reported.
    this.#writing = this.#writing.then(write).catch(() => undefined);
  }

  /** Null for files that have changed since, and for another text. */
  find({ modelId, files, textId }: QualitySubject): KeptQuality | null {
    return (
      this.#measured.find((kept) => kept.modelId === modelId && kept.files === files && kept.textId === textId) ?? null
    );
  }

  /** Resolves once everything is written. */
  async close(): Promise<void> {
    await this.#writing;
  }
}
