import { existsSync, readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { type Tune, tuneSchema } from '../../contract/models-state.ts';

/** What a tune holds for: another of any of these may run best in another way. */
const conditionsSchema = z.object({
  modelId: z.string(),
  files: z.string(),
  /** The setting: a device that was chosen, or `auto`. */
  deviceSetting: z.string(),
  machine: z.string(),
});
export type TuneConditions = z.infer<typeof conditionsSchema>;

const keptTuneSchema = conditionsSchema.extend(tuneSchema.omit({ stale: true }).shape);
export type KeptTune = z.infer<typeof keptTuneSchema>;

const deadlyTrialSchema = conditionsSchema.extend({ label: z.string() });

const fileSchema = z.object({
  version: z.literal(1),
  tunes: z.array(keptTuneSchema),
  deadlyTrials: z.array(deadlyTrialSchema),
});

/** Beyond so many, the oldest are of models long gone. */
const maxKept = 200;

/** The tunes of this machine, one for a model and a device, and the trials that ended the engine. */
export class TuneRecords {
  readonly #path: string;
  #tunes: KeptTune[] = [];
  #deadlyTrials: z.infer<typeof deadlyTrialSchema>[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    try {
      if (!existsSync(path)) return;
      const kept = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
      this.#tunes = kept.tunes;
      this.#deadlyTrials = kept.deadlyTrials;
    } catch {
      // Damaged, or of another version: it begins anew.
    }
  }

  keep(tune: KeptTune): void {
    this.#tunes = [...this.#tunes.filter((kept) => !isOf(kept, tune)), tune].slice(-maxKept);
    this.#write();
  }

  /** Forgets the tunes of a model on all devices. */
  forget(modelId: string): void {
    this.#tunes = this.#tunes.filter((kept) => kept.modelId !== modelId);
    this.#write();
  }

  /** The tune of a model on a device. `runtime` is null as long as the engine has not said which one it is. */
  find(conditions: TuneConditions, runtime: string | null): Tune | null {
    const kept = this.#tunes.find((tune) => isOf(tune, conditions));
    if (!kept) return null;
    const { at, device, chosen, before, after, trials } = kept;
    const isOther = runtime !== null && kept.runtime !== runtime;
    const stale = isOther || kept.files !== conditions.files || kept.machine !== conditions.machine;
    return { at, device, runtime: kept.runtime, stale, chosen, before, after, trials };
  }

  keepDeadlyTrial(conditions: TuneConditions, label: string): void {
    this.#deadlyTrials = [...this.#deadlyTrials, { ...conditions, label }].slice(-maxKept);
    this.#write();
  }

  /** Trials that ended the engine under these very conditions. */
  findDeadlyTrials(conditions: TuneConditions): string[] {
    const { files, machine } = conditions;
    const isSame = (kept: TuneConditions) => isOf(kept, conditions) && kept.files === files && kept.machine === machine;
    return this.#deadlyTrials.filter(isSame).map(({ label }) => label);
  }

  /** Resolves once everything is written. */
  async close(): Promise<void> {
    await this.#writing;
  }

  #write(): void {
    const content = `${JSON.stringify({ version: 1, tunes: this.#tunes, deadlyTrials: this.#deadlyTrials })}\n`;
    const write = async () => writeFileAtomic(this.#path, content);
    // A disk that refuses it refuses more important things, too, and those are reported.
    this.#writing = this.#writing.then(write).catch(() => undefined);
  }
}

function isOf(kept: TuneConditions, { modelId, deviceSetting }: TuneConditions): boolean {
  return kept.modelId === modelId && kept.deviceSetting === deviceSetting;
}
