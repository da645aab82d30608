import { existsSync, readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { FitCorrection } from '../../../models/gguf/memory-plan.ts';
import type { LoadedModel } from '../../contract/models-state.ts';

const maxLoads = 200;
/** The last so many loads on a device decide. */
const recentLoads = 9;
/** Beyond it an estimate is not off but wrong, and a single odd load must not forbid every model. */
const bounds = { low: 0.8, high: 1.5 };

/** What is off in a small model are its buffers, which says nothing of one that fills the machine. */
const minTeachingBytes = 500_000_000;

const loadSchema = z.object({
  at: z.number(),
  modelId: z.string(),
  /** Whether any layer was in video memory. */
  device: z.enum(['cpu', 'gpu']),
  contextSize: z.number().int(),
  predictedBytes: z.number().positive(),
  actualBytes: z.number().positive(),
});
export type KeptLoad = z.infer<typeof loadSchema>;

const fileSchema = z.object({ version: z.literal(1), loads: z.array(loadSchema) });

/**
 * Predicted against actual memory of the loads on this machine. Predictions are kept as they are without a correction,
 * so that corrections do not pile up. Losing the file costs nothing but that.
 */
export class FitHistory {
  readonly #path: string;
  #loads: KeptLoad[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    try {
      if (existsSync(path)) this.#loads = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).loads;
    } catch {
      // Damaged, or of another version: it begins anew.
    }
  }

  add(load: KeptLoad): void {
    if (!loadSchema.safeParse(load).success) return;
    this.#loads = [...this.#loads, load].slice(-maxLoads);
    const content = `${JSON.stringify({ version: 1, loads: this.#loads })}\n`;
    const write = async () => writeFileAtomic(this.#path, content);
    // A disk that refuses it refuses more important things, too, and those are reported.
    this.#writing = this.#writing.then(write).catch(() => undefined);
  }

  /** Adds what a model took. It is kept as it was predicted without a correction. */
  addLoaded(modelId: string, { memory, gpuLayers, contextSize }: LoadedModel, correction: FitCorrection | null): void {
    if (!memory) return;
    const predictedBytes = Math.round(memory.predictedBytes / (correction?.ratio ?? 1));
    const device = gpuLayers > 0 ? 'gpu' : 'cpu';
    this.add({ at: Date.now(), modelId, device, contextSize, predictedBytes, actualBytes: memory.actualBytes });
  }

  /** The last load of a model. */
  findLast(modelId: string): KeptLoad | null {
    return this.#loads.findLast((load) => load.modelId === modelId) ?? null;
  }

  /** The median of actual ÷ predicted over the last large loads on a device; null before the first. */
  correctionFor(device: KeptLoad['device']): FitCorrection | null {
    const ratios = this.#loads
      .filter((load) => load.device === device && load.actualBytes >= minTeachingBytes)
      .slice(-recentLoads)
      .map(({ actualBytes, predictedBytes }) => actualBytes / predictedBytes)
      .toSorted((a, b) => a - b);
    const middle = ratios[Math.floor((ratios.length - 1) / 2)];
    if (middle === undefined) return null;
    return { ratio: Math.min(bounds.high, Math.max(bounds.low, middle)), loads: ratios.length };
  }

  /** Resolves once everything is written. */
  async close(): Promise<void> {
    await this.#writing;
  }
}
