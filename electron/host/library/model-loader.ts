import { AppError } from '../../../models/app-error.ts';
import type { FitCorrection } from '../../../models/gguf/memory-plan.ts';
import type { LoadedModel, ModelsState } from '../../contract/models-state.ts';
import type { Engine } from '../engine/engine.ts';
import type { LoadOptions } from '../engine/engine-protocol.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { LibraryModel } from './describe-model.ts';
import type { FitHistory } from './fit-history.ts';
import { type LoadSurroundings, toLoadOptions } from './load-options.ts';
import type { ModelLibrary } from './model-library.ts';

export interface ReadyModel {
  model: LibraryModel;
  info: LoadedModel;
}

interface Attempt {
  key: string;
  ready: Promise<ReadyModel>;
}

/** Keeps the selected model in the engine's memory, loading it anew when the choice, a setting or the process changed. */
export class ModelLoader {
  readonly #engine: Engine;
  readonly #library: ModelLibrary;
  readonly #settings: SettingsFile;
  readonly #fitHistory: FitHistory;
  readonly #stateFolder: string | null;
  readonly #findTuned: (model: LibraryModel) => LoadSurroundings['tuned'];
  #state: ModelsState['load'] = { status: 'none' };
  #attempt: Attempt | null = null;
  #listener: () => void = () => {};

  /** `stateFolder`: where the engine may keep KV states of conversations; `findTuned`: what a tune found for a model. */
  constructor(
    engine: Engine,
    library: ModelLibrary,
    settings: SettingsFile,
    fitHistory: FitHistory,
    stateFolder: string | null,
    findTuned: (model: LibraryModel) => LoadSurroundings['tuned'],
  ) {
    this.#engine = engine;
    this.#library = library;
    this.#settings = settings;
    this.#fitHistory = fitHistory;
    this.#stateFolder = stateFolder;
    this.#findTuned = findTuned;
    engine.onState((state) => {
      if (state.phase !== 'ready' && this.#state.status === 'loaded') this.#setState({ status: 'none' });
    });
  }

  get state(): ModelsState['load'] {
    return this.#state;
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /**
   * Resolves once the selected model is in memory; loads it if it is not. Callers share one load.
   * @throws AppError of the load: `modelMissing`, `modelBroken`, `modelTooLarge`, `engineDied`, `engineUnavailable`.
   */
  async ensureLoaded(): Promise<ReadyModel> {
    // A model that was not seen before may be found yet.
    if (this.#library.searchForSelected) await this.#library.searchForSelected;
    const model = this.#library.selected;
    const options = this.#nextOptions();
    const key = this.#keyOf(options);
    if (this.#attempt?.key !== key) this.#attempt = { key, ready: this.#load(model, options) };
    const attempt = this.#attempt;
    try {
      const ready = await attempt.ready;
      // A process that died after the load took the model with it.
      if (this.#state.status !== 'loaded' && this.#attempt === attempt) {
        this.#attempt = null;
        return await this.ensureLoaded();
      }
      return ready;
    } catch (error) {
      if (this.#attempt === attempt) this.#attempt = null;
      throw error;
    }
  }

  /** Whether the next reply would change what is in memory. */
  get needsLoad(): boolean {
    return this.#state.status !== 'loaded' || this.#attempt?.key !== this.#keyOf(this.#nextOptions());
  }

  /** How many replies the model in memory writes side by side. */
  get parallelChats(): number {
    return this.#state.status === 'loaded' ? Math.max(1, this.#state.info.parallelChats || 1) : 1;
  }

  /** `idle`: because nobody has used the model for a while. */
  async unload({ idle = false } = {}): Promise<void> {
    this.#attempt = null;
    await this.#engine.unload();
    // A reply may have asked for a model meanwhile.
    if (!this.#attempt) this.#setState({ status: 'none', ...(idle ? { idle } : {}) });
  }

  /** Other work takes the engine, and the model in memory leaves it. */
  giveUpEngine(): void {
    this.#attempt = null;
    this.#setState({ status: 'none' });
  }

  #nextOptions(): LoadOptions {
    const findPath = (modelId: string) => this.#library.list().find(({ id }) => id === modelId)?.path ?? null;
    const { selected } = this.#library;
    const surroundings = { stateFolder: this.#stateFolder, findPath, tuned: this.#findTuned(selected) };
    return toLoadOptions(selected, this.#settings.current, surroundings);
  }

  #keyOf(options: LoadOptions): string {
    return JSON.stringify([this.#engine.state.generation, options]);
  }

  async #load(model: LibraryModel, options: LoadOptions): Promise<ReadyModel> {
    this.#setState({ status: 'loading', modelId: model.id, progress: 0 });
    try {
      const correction = this.#fitHistory.correctionFor(this.#engine.state.videoMemory ? 'gpu' : 'cpu');
      const info = await this.#engine.load({ ...options, memoryCorrection: correction }, (progress) =>
        this.#setState({ status: 'loading', modelId: model.id, progress }),
      );
      this.#keep(model, info, correction);
      this.#setState({ status: 'loaded', modelId: model.id, info });
      return { model, info };
    } catch (error) {
      const message = error instanceof AppError ? error.message : `The model could not be loaded (${String(error)}).`;
      this.#setState({ status: 'failed', modelId: model.id, message });
      throw error;
    }
  }

  /** Kept as it was predicted without a correction. */
  #keep(model: LibraryModel, { memory, gpuLayers, contextSize }: LoadedModel, correction: FitCorrection | null): void {
    if (!memory) return;
    const predictedBytes = Math.round(memory.predictedBytes / (correction?.ratio ?? 1));
    const device = gpuLayers > 0 ? 'gpu' : 'cpu';
    const { actualBytes } = memory;
    this.#fitHistory.add({ at: Date.now(), modelId: model.id, device, contextSize, predictedBytes, actualBytes });
  }

  #setState(state: ModelsState['load']): void {
    this.#state = state;
    this.#listener();
  }
}
