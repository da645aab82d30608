import { AppError } from '../../../models/app-error.ts';
import type { LoadedModel, ModelsState } from '../../contract/models-state.ts';
import type { EngineState } from '../../contract/engine-state.ts';
import type { Engine } from '../engine/engine.ts';
import type { LoadOptions } from '../engine/engine-protocol.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { describeChange, type FileChange } from '../engine/model-file-mark.ts';
import { ContextGrowth } from './context-growth.ts';
import { CautiousLoad, type FatalLoad } from './cautious-load.ts';
import type { LibraryModel } from './describe-model.ts';
import type { FitHistory } from './fit-history.ts';
import { type LoadSurroundings, toLoadOptions } from './load-options.ts';
import { ModelFileWatch } from './model-file-watch.ts';
import type { ModelLibrary } from './model-library.ts';

export interface ReadyModel {
  model: LibraryModel;
  info: LoadedModel;
}

interface Attempt {
  /** The options of the load. */
  key: string;
  /** The process that it is for; null while that is being chosen. */
  generation: number | null;
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
  #fileListener: (message: string) => void = () => {};
  readonly #caution = new CautiousLoad();
  readonly #growth = new ContextGrowth();
  readonly #files = new ModelFileWatch((change) => this.#takeFileChange(change));
  /** What is loaded, or being loaded. */
  #inUse: FatalLoad | null = null;
  #death: EngineState['death'] = null;
  #nextTry: string | null = null;

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
      this.#learn(state);
      if (state.phase !== 'ready' && this.#state.status === 'loaded') this.#setState({ status: 'none' });
    });
  }

  get state(): ModelsState['load'] {
    return this.#state;
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Called when the file of the model in memory was changed on the disk; replies that use it are to end at once. */
  onFileChange(listener: (message: string) => void): void {
    this.#fileListener = listener;
  }

  /** What the next load does with less, after the engine ended with this model: one sentence. */
  get nextTry(): string | null {
    return this.#nextTry;
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
    const key = JSON.stringify(options);
    if (this.#state.status === 'loaded' && this.#files.findChange()) this.#attempt = null;
    const attempt = this.#findAttempt(key) ?? this.#begin(key, model, options);
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
    if (this.#state.status !== 'loaded' || this.#files.findChange()) return true;
    return this.#findAttempt(JSON.stringify(this.#nextOptions())) === null;
  }

  /** How many replies the model in memory writes side by side. */
  get parallelChats(): number {
    return this.#state.status === 'loaded' ? Math.max(1, this.#state.info.parallelChats || 1) : 1;
  }

  /** Whether a longer context can be had than the one in memory. */
  get canGrow(): boolean {
    return this.#state.status === 'loaded' && this.#state.info.longestContextSize > this.#state.info.contextSize;
  }

  /** Makes the next load's context long enough for a prompt, as far as there is room. */
  growContext(promptTokens: number): void {
    if (this.#state.status === 'loaded') this.#growth.grow(this.#state.modelId, this.#state.info, promptTokens);
  }

  /** `idle`: because nobody has used the model for a while. */
  async unload({ idle = false } = {}): Promise<void> {
    this.#attempt = null;
    this.#growth.forget();
    this.#files.stop();
    await this.#engine.unload();
    // A reply may have asked for a model meanwhile.
    if (!this.#attempt) this.#setState({ status: 'none', ...(idle ? { idle } : {}) });
  }

  /** Other work takes the engine, and the model in memory leaves it. */
  giveUpEngine(): void {
    this.#attempt = null;
    // Why a load failed, or that the model was idle, is still so.
    if (this.#state.status === 'loaded') this.#setState({ status: 'none' });
  }

  #nextOptions(): LoadOptions {
    return this.#caution.apply(this.#library.selected.id, this.#askedOptions());
  }

  #askedOptions(): LoadOptions {
    const findPath = (modelId: string) => this.#library.list().find(({ id }) => id === modelId)?.path ?? null;
    const { selected } = this.#library;
    return toLoadOptions(selected, this.#settings.current, {
      stateFolder: this.#stateFolder,
      findPath,
      tuned: this.#findTuned(selected),
      autoContextSize: this.#growth.goalFor(selected.id),
    });
  }

  /** The load with these options, unless the process that it was for is gone. */
  #findAttempt(key: string): Attempt | null {
    const attempt = this.#attempt;
    if (attempt?.key !== key) return null;
    return attempt.generation === null || attempt.generation === this.#engine.state.generation ? attempt : null;
  }

  #begin(key: string, model: LibraryModel, options: LoadOptions): Attempt {
    if (this.#growth.goalFor(model.id) === null) this.#growth.forget();
    const attempt: Attempt = {
      key,
      generation: null,
      ready: this.#load(model, options, () => {
        attempt.generation = this.#engine.state.generation;
      }),
    };
    this.#attempt = attempt;
    return attempt;
  }

  async #load(model: LibraryModel, options: LoadOptions, onProcess: () => void): Promise<ReadyModel> {
    this.#setState({ status: 'loading', modelId: model.id, progress: 0 });
    this.#files.start(options.modelPath);
    const asked = this.#askedOptions();
    const { id: modelId, trainContextSize } = model;
    const inUse: FatalLoad = { modelId, asked, info: null, trainContextSize, hasGpu: this.#hasGpu };
    this.#inUse = inUse;
    try {
      await this.#engine.useDevice(options.device);
      onProcess();
      const correction = this.#fitHistory.correctionFor(this.#engine.state.videoMemory ? 'gpu' : 'cpu');
      const info = await this.#engine.load({ ...options, memoryCorrection: correction }, (progress) =>
        this.#setState({ status: 'loading', modelId: model.id, progress }),
      );
      this.#fitHistory.addLoaded(model.id, info, correction);
      for (const remark of [this.#caution.remark(model.id, asked), this.#growth.remark(options, info)])
        if (remark !== null) info.remarks.push(remark);
      inUse.info = info;
      this.#nextTry = null;
      this.#setState({ status: 'loaded', modelId: model.id, info });
      return { model, info };
    } catch (error) {
      const message = error instanceof AppError ? error.message : `The model could not be loaded (${String(error)}).`;
      const died = error instanceof AppError && error.code === 'engineDied';
      const sentences = died && this.#nextTry !== null ? `${message} ${this.#nextTry}` : message;
      this.#setState({ status: 'failed', modelId: model.id, message: sentences });
      throw error;
    }
  }

  get #hasGpu(): boolean {
    return this.#engine.state.videoMemory !== null;
  }

  /** The engine may have ended with the model. */
  #learn({ death }: EngineState): void {
    if (death === this.#death) return;
    this.#death = death;
    this.#nextTry = null;
    const inUse = this.#inUse;
    this.#inUse = null;
    const { status } = this.#state;
    if (!death || !inUse || (status !== 'loaded' && status !== 'loading')) return;
    // A file that was changed says nothing of the model.
    if (!this.#files.findChange()) this.#nextTry = this.#caution.learn(inUse, death);
  }

  /** What llama.cpp reads has changed under it. A file that was replaced is loaded by the next reply. */
  #takeFileChange(change: FileChange): void {
    if (change.replaced || this.#state.status !== 'loaded') return;
    const message = `${describeChange(change)}, so it was taken out of memory. The next reply loads it again.`;
    this.#attempt = null;
    this.#files.stop();
    this.#setState({ status: 'failed', modelId: this.#state.modelId, message });
    this.#fileListener(message);
    this.#engine.unload().catch(() => {
      // The engine has read what is no longer there, and ended: nothing is in memory then, either.
    });
  }

  #setState(state: ModelsState['load']): void {
    this.#state = state;
    this.#listener();
  }
}
