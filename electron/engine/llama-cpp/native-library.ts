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

/** A context as the library knows it. */
export type EvaluatorHandle = object;

/** How a token is drawn, in llama.cpp's terms; a temperature of 0 takes the likeliest. */
export interface DrawOptions {
  temperature: number;
  topK: number;
  topP: number;
  minP: number;
}

/** What `build/native/` exports. */
export interface NativeLibrary {
  isInPlace(): boolean;
  setNextLoad(expertLayersOnCpu: number, deviceName: string): void;
  listDevices(): BackendDevice[];
  /** For the context that `touch` asks for a position; null where it asks none. */
  openEvaluator(touch: () => void): EvaluatorHandle | null;
  /** Whether all tokens were evaluated; none of them is in the KV cache where that was stopped. */
  readTokens(handle: EvaluatorHandle, sequenceId: number, position: number, tokens: Uint32Array): Promise<boolean>;
  /** Evaluates `token`, samples the next, and so on, at most a token for each seed. Resolves when that has ended. */
  generateTokens(
    handle: EvaluatorHandle,
    sequenceId: number,
    position: number,
    token: number,
    options: DrawOptions,
    seeds: Uint32Array,
    onToken: (token: number) => void,
  ): Promise<void>;
  /**
   * Evaluates tokens, all but the first of which are guesses, so many at a time, and draws what follows each as long as
   * the guesses are right. `onSaid` gets what was drawn for each batch, of which as many tokens are to be kept, and whether
   * another batch follows. Resolves when that has ended.
   */
  verifyTokens(
    handle: EvaluatorHandle,
    sequenceId: number,
    position: number,
    tokens: Uint32Array,
    batchSize: number,
    options: DrawOptions,
    seeds: Uint32Array,
    onSaid: (tokens: number[], goesOn: boolean) => void,
  ): Promise<void>;
  /** One more token was taken: a generation rests when it is too far ahead. */
  noteTaken(handle: EvaluatorHandle): void;
  /** How long the model took for the last token that was generated, or the last guesses that were verified. */
  lastStepMs(handle: EvaluatorHandle): number;
  /** Ends what runs: after the token that is evaluated, or within it. */
  stopEvaluation(handle: EvaluatorHandle, atOnce: boolean): void;
}

let opened: NativeLibrary | null | undefined;

/**
 * Opens the library that reaches what node-llama-cpp does not pass on of llama.cpp. It counts only for what is loaded
 * after it, so this comes before `getLlama`. Null where it was not built, and on other systems than Linux.
 */
export function openNativeLibrary(): NativeLibrary | null {
  if (opened === undefined) opened = process.platform === 'linux' ? load() : null;
  return opened;
}

function load(): NativeLibrary | null {
  const path = findLibrary(dirname(fileURLToPath(import.meta.url)));
  if (path === null) return null;
  const loaded: { exports: Partial<NativeLibrary> } = { exports: {} };
  try {
    process.dlopen(loaded, path, constants.dlopen.RTLD_LAZY | constants.dlopen.RTLD_GLOBAL);
  } catch (error) {
    process.stderr.write(`the native library cannot be used: ${error instanceof Error ? error.message : error}\n`);
    return null;
  }
  return loaded.exports as NativeLibrary;
}

/** In the folder of the app, above this module; made for the llama.cpp that is installed there, or not at all. */
function findLibrary(from: string): string | null {
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) {
    const versionFile = join(folder, 'node_modules', 'node-llama-cpp', 'llama', 'binariesGithubRelease.json');
    if (!existsSync(versionFile)) continue;
    const { release } = JSON.parse(readFileSync(versionFile, 'utf8')) as { release: string };
    const name = `llama-${release}-${process.platform}-${process.arch}.node`;
    // Libraries lie beside the archive of a packaged app.
    const path = join(folder, 'out', 'native', name).replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
    return existsSync(path) ? path : null;
  }
  return null;
}
