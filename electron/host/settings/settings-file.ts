import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { applyChoices } from '../../../models/apply-choices.ts';
import { defaultSettings, settingsSchema, type Settings, type SettingsPatch } from '../../../models/settings.ts';
import type { Notices } from '../notices.ts';
import type { StorageHealth } from '../storage/storage-health.ts';

/** The settings in force and the JSON file that keeps them. */
export class SettingsFile {
  readonly #path: string;
  readonly #health: StorageHealth;
  readonly #override: SettingsPatch;
  #settings: Settings;
  #listener: (settings: Settings) => void = () => {};

  /** `override` counts for this run and is never saved. */
  constructor(path: string, notices: Notices, health: StorageHealth, override: SettingsPatch = {}) {
    this.#path = path;
    this.#override = override;
    this.#health = health;
    this.#settings = readSettings(path, notices);
  }

  get current(): Settings {
    return applyPatch(this.#settings, this.#override);
  }

  onChange(listener: (settings: Settings) => void): void {
    this.#listener = listener;
  }

  /** Applies a page's change. */
  update(patch: SettingsPatch): Settings {
    return this.#save(applyPatch(this.#settings, patch));
  }

  selectModel(selectedModelId: string): Settings {
    return this.#save({ ...this.#settings, selectedModelId });
  }

  /** What the library keeps: places, opened files and names. */
  updateLibrary(
    change: Partial<
      Pick<Settings, 'openedModelPaths' | 'watchedFolders' | 'otherPrograms' | 'modelNames' | 'runOptions'>
    >,
  ): Settings {
    return this.#save({ ...this.#settings, ...change });
  }

  /** What was chosen for word lists, by their ids. */
  setListChoices(lists: Settings['filter']['lists']): Settings {
    return this.#save({ ...this.#settings, filter: { lists } });
  }

  /** A disk that refuses the file costs the change its permanence, not its effect. */
  #save(settings: Settings): Settings {
    this.#settings = settings;
    this.#health.attempt(() => {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileAtomic.sync(this.#path, `${JSON.stringify(settings, null, 2)}\n`);
    });
    this.#listener(this.current);
    return this.current;
  }
}

function applyPatch(settings: Settings, patch: SettingsPatch): Settings {
  const { sampling = {}, downloads = {}, hub = {}, ...rest } = patch;
  return {
    ...applyChoices(settings, rest),
    sampling: applyChoices(settings.sampling, sampling),
    downloads: applyChoices(settings.downloads, downloads),
    hub: applyChoices(settings.hub, hub),
  };
}

function readSettings(path: string, notices: Notices): Settings {
  if (!existsSync(path)) return defaultSettings;
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const aside = `${path}.broken-${new Date().toISOString().replaceAll(':', '-')}`;
    let outcome = `It was set aside as ${basename(aside)}; the default settings apply.`;
    try {
      renameSync(path, aside);
    } catch {
      outcome = 'The default settings apply.';
    }
    notices.set({
      key: 'settings',
      severity: 'warning',
      message: `The settings file cannot be used (${explain(error)}). ${outcome}`,
    });
    return defaultSettings;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof z.ZodError)) return 'it is not valid JSON';
  const issue = error.issues[0]!;
  return issue.path.length ? `${issue.path.join('.')}: ${issue.message}` : issue.message;
}
