import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import type { Model } from '../../contract/models-state.ts';
import type { SettingsFile } from '../settings/settings-file.ts';

/** A model with its place on the disk, which never leaves the host. */
export interface LibraryModel extends Model {
  path: string;
}

export const embeddedModelId = 'embedded';

/** The models that can be chosen: the embedded one, the files in the models folder, and opened files. */
export class ModelLibrary {
  readonly #embeddedPath: string;
  readonly #folder: string;
  readonly #settings: SettingsFile;
  readonly #forced: LibraryModel | null;
  #models: LibraryModel[] = [];

  /** `modelPath` is a file that is taken for this run, whatever the settings say. */
  constructor(options: { embeddedModelPath: string; folder: string; settings: SettingsFile; modelPath?: string }) {
    this.#embeddedPath = options.embeddedModelPath;
    this.#folder = options.folder;
    this.#settings = options.settings;
    this.#forced = options.modelPath === undefined ? null : describeFile(resolve(options.modelPath), 'file');
    this.refresh();
  }

  /** Looks at the disk again. */
  refresh(): void {
    const embedded = describeFile(this.#embeddedPath, 'embedded');
    this.#models = [
      { ...embedded, id: embeddedModelId, name: 'Ember 12M (demo model)' },
      ...listModelFiles(this.#folder).map((path) => describeFile(path, 'folder')),
      ...this.#settings.current.openedModelPaths.map((path) => describeFile(path, 'file')),
    ];
  }

  list(): LibraryModel[] {
    return this.#models;
  }

  /** @throws AppError `notFound` */
  get(id: string): LibraryModel {
    const model = this.#models.find((candidate) => candidate.id === id);
    if (!model) throw new AppError('notFound', 'This model is no longer in the list. Choose another one.');
    return model;
  }

  /** The model the user has chosen, or the embedded one when that is gone. */
  get selected(): LibraryModel {
    if (this.#forced) return this.#forced;
    const { selectedModelId } = this.#settings.current;
    return this.#models.find((model) => model.id === selectedModelId) ?? this.#models[0]!;
  }

  /**
   * Adds a GGUF file where it lies.
   * @throws AppError `badInput` for a file that is not named `.gguf`.
   */
  addFile(path: string): LibraryModel {
    const absolute = resolve(path);
    if (!isModelFile(absolute)) {
      throw new AppError('badInput', `${basename(absolute)} is not a GGUF file. Choose a file that ends in .gguf.`);
    }
    const known = this.#models.find((model) => model.path === absolute);
    if (known) return known;
    this.#settings.updateLibrary({ openedModelPaths: [...this.#settings.current.openedModelPaths, absolute] });
    this.refresh();
    return this.#models.find((model) => model.path === absolute)!;
  }

  /** Takes an opened file out of the list; the file stays. */
  forget(id: string): void {
    const model = this.get(id);
    if (model.origin !== 'file') {
      throw new AppError('unsupported', 'Only files you opened can be taken out of the list.');
    }
    this.#settings.updateLibrary({
      openedModelPaths: this.#settings.current.openedModelPaths.filter((path) => path !== model.path),
    });
    this.refresh();
  }
}

function isModelFile(path: string): boolean {
  return path.toLowerCase().endsWith('.gguf');
}

function listModelFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(isModelFile)
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => join(folder, name));
}

function describeFile(path: string, origin: Model['origin']): LibraryModel {
  const fileName = basename(path);
  const stat = statSync(path, { throwIfNoEntry: false });
  return {
    id: createHash('sha256').update(path).digest('hex').slice(0, 16),
    name: fileName.replace(/\.gguf$/i, ''),
    origin,
    fileName,
    path,
    sizeBytes: stat?.size ?? null,
    problem: stat ? null : 'The file is not there any more. Put it back or take it out of the list.',
  };
}
