import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A GPU as llama.cpp names it. */
export interface BackendDevice {
  /** Such as `Vulkan0`. */
  name: string;
  description: string;
  freeBytes: number;
  totalBytes: number;
}

/** What `build/native/placement-addon.c` exports. */
interface PlacementExports {
  isInPlace(): boolean;
  setNextLoad(expertLayersOnCpu: number, deviceName: string): void;
  listDevices(): BackendDevice[];
}

let opened: PlacementExports | null | undefined;

/**
 * Opens the library that passes llama.cpp what node-llama-cpp does not. It counts only for what is loaded after it, so
 * this comes before `getLlama`. Null where it was not built, and on other systems than Linux.
 */
export function openPlacementAddon(): PlacementExports | null {
  if (opened === undefined) opened = process.platform === 'linux' ? load() : null;
  return opened;
}

function load(): PlacementExports | null {
  const path = findAddon(dirname(fileURLToPath(import.meta.url)));
  if (path === null) return null;
  const loaded: { exports: Partial<PlacementExports> } = { exports: {} };
  try {
    process.dlopen(loaded, path, constants.dlopen.RTLD_LAZY | constants.dlopen.RTLD_GLOBAL);
  } catch (error) {
    process.stderr.write(`the placement library cannot be used: ${error instanceof Error ? error.message : error}\n`);
    return null;
  }
  return loaded.exports as PlacementExports;
}

/** In the folder of the app, above this module; made for the llama.cpp that is installed there, or not at all. */
function findAddon(from: string): string | null {
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) {
    const versionFile = join(folder, 'node_modules', 'node-llama-cpp', 'llama', 'binariesGithubRelease.json');
    if (!existsSync(versionFile)) continue;
    const { release } = JSON.parse(readFileSync(versionFile, 'utf8')) as { release: string };
    const name = `placement-${release}-${process.platform}-${process.arch}.node`;
    // Libraries lie beside the archive of a packaged app.
    const path = join(folder, 'out', 'native', name).replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
    return existsSync(path) ? path : null;
  }
  return null;
}

/** In place of a device's name: no GPU at all. */
export const noDevice = 'none';

/** Loads a model with the experts of so many layers in system memory, on this device alone unless it is null. */
export async function loadPlaced<T>(
  expertLayersOnCpu: number,
  deviceName: string | null,
  loadModel: () => Promise<T>,
): Promise<T> {
  const addon = openPlacementAddon();
  addon?.setNextLoad(expertLayersOnCpu, deviceName ?? '');
  try {
    return await loadModel();
  } finally {
    addon?.setNextLoad(0, '');
  }
}
