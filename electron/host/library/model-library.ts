import { statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import type { ModelShape } from '../../../models/gguf/model-shape.ts';
import type { ModelPlace } from '../../contract/models-state.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { describeModel, embeddedModelId, type LibraryModel } from './describe-model.ts';
import { FolderWatchers } from './folder-watchers.ts';
import { describeFiles, type FoundModel, stampFiles } from './found-model.ts';
import { LibraryCache } from './library-cache.ts';
import type { Verification } from './library-jobs.ts';
import type { LibraryThread } from './library-thread.ts';
import { listNamedFiles, ModelInspector } from './model-inspector.ts';
import { scanPlaces } from './scan-places.ts';

export interface ModelLibraryOptions {
  embeddedModelPath: string;
  /** Conclave's own models. */
  folder: string;
  /** The JSON file that keeps what was last seen. */
  cachePath: string;
  settings: SettingsFile;
  thread: LibraryThread;
  /** A home folder in place of the user's, to look for other programs in. */
  homeFolder?: string;
  /** A file that is taken for this run, whatever the settings say. */
  modelPath?: string;
}

/** The demonstration model's header is read once nothing else is to be done: no start waits for it. */
const embeddedDelayMs = 3_000;
/** While many headers are read, the list is told anew this often. */
const tellIntervalMs = 100;

/**
 * The models that can be chosen, wherever they lie. The list is there at once as it was last seen; a look at the disk
 * follows, and then the headers that are not known yet, all of it aside from the event loop.
 */
export class ModelLibrary {
  readonly #options: ModelLibraryOptions;
  readonly #cache: LibraryCache;
  readonly #inspector: ModelInspector;
  readonly #watchers: FolderWatchers;
  readonly #embedded: FoundModel;
  readonly #forced: FoundModel | null;
  readonly #embeddedTimer: NodeJS.Timeout;
  #found: readonly FoundModel[];
  #models: LibraryModel[] = [];
  #places: ModelPlace[] = [];
  #told = '';
  #listener: () => void = () => {};
  #tellTimer: NodeJS.Timeout | null = null;
  #scanning: Promise<void> | null = null;
  #scanAgain: Promise<void> | null = null;
  #closed = false;

  constructor(options: ModelLibraryOptions) {
    this.#options = options;
    this.#cache = new LibraryCache(options.cachePath);
    this.#inspector = new ModelInspector(this.#cache, options.thread, () => this.#tellSoon());
    this.#watchers = new FolderWatchers(() => void this.refresh());
    this.#embedded = { ...lookAt(options.embeddedModelPath, 'embedded'), id: embeddedModelId };
    this.#forced = options.modelPath === undefined ? null : lookAt(resolve(options.modelPath), 'file');
    this.#found = this.#cache.found;
    this.update();
    this.#embeddedTimer = setTimeout(() => void this.#inspector.inspect(this.#embedded), embeddedDelayMs).unref();
    void this.refresh();
  }

  /** Called after each change of the list or of the places. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Looks at the disk again; a look under way is followed by another one. */
  refresh(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    if (!this.#scanning) {
      this.#scanning = this.#scan().finally(() => (this.#scanning = null));
      return this.#scanning;
    }
    this.#scanAgain ??= this.#scanning.then(() => {
      this.#scanAgain = null;
      return this.refresh();
    });
    return this.#scanAgain;
  }

  list(): LibraryModel[] {
    return this.#models;
  }

  /** Where models are listed from, or could be. */
  get places(): ModelPlace[] {
    return this.#places;
  }

  /** @throws AppError `notFound` */
  get(id: string): LibraryModel {
    const model = this.#models.find((candidate) => candidate.id === id);
    if (!model) throw new AppError('notFound', 'This model is no longer in the list. Choose another one.');
    return model;
  }

  /** The model the user has chosen, or the embedded one when that is gone. */
  get selected(): LibraryModel {
    return this.#forced ? this.#describe(this.#forced) : (this.#findSelected() ?? this.#models[0]!);
  }

  /** A look under way that may find the chosen model, which is not in the list; null when there is none to wait for. */
  get searchForSelected(): Promise<void> | null {
    return this.#forced || this.#findSelected() ? null : this.#scanning;
  }

  /** A model whose header has been read. @throws AppError `notFound` */
  async inspected(id: string): Promise<LibraryModel> {
    const model = this.get(id);
    if (model.inspected) return model;
    await this.#inspector.inspect(this.#findFound(id)!);
    this.update();
    return this.get(id);
  }

  /** The model whose files lie in this folder, such as a download's; null before a look has found it. */
  findByFolder(folder: string): string | null {
    const start = join(folder, sep);
    return this.#models.find(({ path }) => path.startsWith(start))?.id ?? null;
  }

  /** The model that was downloaded as this offer. */
  findInstalled(repositoryId: string, offerKey: string): string | null {
    const isIt = (model: LibraryModel) => model.source?.repositoryId === repositoryId && model.offerKey === offerKey;
    return this.#models.find(isIt)?.id ?? null;
  }

  /** The shape that a model's memory is computed from. @throws AppError `notFound`, `modelMissing`, `modelBroken` */
  readShape(id: string): Promise<ModelShape> {
    return this.#options.thread.run('shape', { files: listNamedFiles(this.get(id)) });
  }

  /** Keeps what a verification found, as long as the files stay as they are. */
  setVerified(id: string, { against, problem }: Verification): void {
    const found = this.#findFound(id);
    if (!found) return;
    this.#cache.set(id, stampFiles(found), { verified: { at: Date.now(), against, problem } });
    this.update();
  }

  /** Puts the list together anew from what is known, and tells it when it has changed. */
  update(): void {
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    this.#models = [this.#embedded, ...this.#found].map((found) => this.#describe(found));
    const told = JSON.stringify([this.#models, this.#places]);
    if (told === this.#told) return;
    this.#told = told;
    this.#listener();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#embeddedTimer);
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#watchers.close();
    this.#inspector.close();
    await this.#cache.close();
  }

  #findSelected(): LibraryModel | undefined {
    const { selectedModelId } = this.#options.settings.current;
    return this.#models.find((model) => model.id === selectedModelId);
  }

  #findFound(id: string): FoundModel | undefined {
    return [this.#embedded, ...this.#found].find((candidate) => candidate.id === id);
  }

  async #scan(): Promise<void> {
    const { folder, settings, homeFolder = null } = this.#options;
    const scan = await scanPlaces({ modelsFolder: folder, settings: settings.current, homeFolder });
    if (this.#closed) return;
    this.#found = scan.models;
    this.#places = scan.places;
    this.#cache.setFound(scan.models);
    this.#watchers.watch(scan.folders);
    this.update();
    void this.#inspector.inspectAll(() => this.#found);
  }

  #tellSoon(): void {
    this.#tellTimer ??= setTimeout(() => this.update(), tellIntervalMs).unref();
  }

  #describe(found: FoundModel): LibraryModel {
    const known = this.#cache.find(found.id, stampFiles(found));
    return describeModel(found, {
      facts: known?.facts ?? null,
      verified: known?.verified ?? null,
      ownName: this.#options.settings.current.modelNames[found.id],
    });
  }
}

/** A file that is there before anything else is. */
function lookAt(path: string, origin: FoundModel['origin']): FoundModel {
  const facts = statSync(path, { throwIfNoEntry: false });
  const files = facts ? [{ path, sizeBytes: facts.size, modifiedMs: facts.mtimeMs }] : [];
  return describeFiles(path, files, [], origin);
}
