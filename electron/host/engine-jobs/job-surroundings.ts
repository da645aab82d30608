import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import type { LibraryModel } from '../library/describe-model.ts';

/** Changes whenever the files of a model do: what was measured with them holds as long as it is the same. */
export function identifyFiles({ path, parts, files }: Pick<LibraryModel, 'path' | 'parts' | 'files'>): string {
  const stamps = files.map(({ sizeBytes, modifiedMs }) => `${sizeBytes}@${Math.round(modifiedMs)}`);
  return `${path} ${parts}:${stamps.join(',')}`;
}

let machine: string | null = null;

/**
 * The processor, and the drivers as far as the system tells them: NVIDIA's own version, and that of the system, with
 * which the others come.
 */
export function identifyMachine(): string {
  machine ??= [cpus()[0]?.model.trim() ?? 'CPU', `${cpus().length} cores`, release(), readNvidiaDriver()]
    .filter((part) => part !== null)
    .join(', ');
  return machine;
}

function readNvidiaDriver(): string | null {
  try {
    const [line = ''] = readFileSync('/proc/driver/nvidia/version', 'utf8').split('\n');
    const version = /\b\d+\.\d+(?:\.\d+)?\b/.exec(line)?.[0];
    return version === undefined ? null : `NVIDIA ${version}`;
  } catch {
    return null;
  }
}
