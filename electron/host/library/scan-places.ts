import { dirname } from 'node:path';
import type { Settings } from '../../../models/settings.ts';
import type { Model, ModelPlace } from '../../contract/models-state.ts';
import { describeFile } from './find-importable.ts';
import { type FoundModel, groupFiles, identifyModel } from './found-model.ts';
import { findProgramFolders } from './other-programs.ts';
import { scanFolder } from './scan-folder.ts';
import { scanJan } from './scan-jan.ts';
import { scanOllama } from './scan-ollama.ts';

/** What is to be looked through. */
export interface PlacesToScan {
  modelsFolder: string;
  settings: Pick<Settings, 'openedModelPaths' | 'watchedFolders' | 'otherPrograms'>;
  /** In place of the user's own; null for that. */
  homeFolder: string | null;
}

/** What a look at all places found. */
export interface PlacesScan {
  /** Of the places that count, each file once. */
  models: FoundModel[];
  places: ModelPlace[];
  /** Folders in which something may change. */
  folders: string[];
}

interface Scanned {
  found: boolean;
  models: FoundModel[];
  folders: string[];
}

type Program = 'lmStudio' | 'ollama' | 'jan';

const scanners: Record<Program, (folder: string) => Promise<Scanned>> = {
  lmStudio: (folder) => scanModels(folder, 'lmStudio'),
  ollama: scanOllama,
  jan: scanJan,
};

/** The id of a watched folder. */
export function identifyPlace(folder: string): string {
  return `watched-${identifyModel(folder)}`;
}

/** Looks at Conclave's own folder, at opened files, at watched folders and at other programs' folders. */
export async function scanPlaces({ modelsFolder, settings, homeFolder }: PlacesToScan): Promise<PlacesScan> {
  const own = await scanModels(modelsFolder, 'folder');
  // One that is gone stays listed, so that it can be taken out.
  const opened = await Promise.all(settings.openedModelPaths.map(describeFile));
  const folders = [...own.folders, ...new Set(settings.openedModelPaths.map((path) => dirname(path)))];
  const scan: PlacesScan = { models: [...own.models, ...opened], places: [], folders };
  for (const folder of settings.watchedFolders) {
    const scanned = await scanModels(folder, 'watched');
    addPlace(scan, { id: identifyPlace(folder), kind: 'watched', folder, enabled: true }, scanned);
  }
  const programs = await findProgramFolders(homeFolder);
  for (const kind of ['lmStudio', 'ollama', 'jan'] as const) {
    const scans = await Promise.all(
      programs[kind].map(async (folder) => ({ folder, scanned: await scanners[kind](folder) })),
    );
    const found = scans.filter(({ scanned }) => scanned.found);
    const enabled = settings.otherPrograms[kind];
    if (found.length === 0 && !enabled) continue;
    const folder = found.map((place) => place.folder).join(', ') || programs[kind][0]!;
    addPlace(scan, { id: kind, kind, folder, enabled }, mergeScans(found.map(({ scanned }) => scanned)));
  }
  return { ...scan, models: withoutRepeats(scan.models) };
}

async function scanModels(folder: string, origin: Model['origin']): Promise<Scanned> {
  const { found, files, folders, records } = await scanFolder(folder);
  return { found, models: groupFiles(files, origin, records), folders };
}

function addPlace(scan: PlacesScan, place: Omit<ModelPlace, 'found' | 'models'>, scanned: Scanned): void {
  scan.places.push({ ...place, found: scanned.found, models: scanned.models.length });
  if (!place.enabled) return;
  scan.models.push(...scanned.models);
  scan.folders.push(...scanned.folders);
}

function mergeScans(scans: readonly Scanned[]): Scanned {
  return {
    found: scans.some(({ found }) => found),
    models: scans.flatMap(({ models }) => models),
    folders: scans.flatMap(({ folders }) => folders),
  };
}

/** A file that several places show counts for the first of them. */
function withoutRepeats(models: readonly FoundModel[]): FoundModel[] {
  const seen = new Set<string>();
  return models.filter(({ path }) => !seen.has(path) && seen.add(path));
}
