import { createHash } from 'node:crypto';
import { AppError } from '../../../models/app-error.ts';
import { type ModelShape, readModelShape } from '../../../models/gguf/model-shape.ts';
import { describeUnreadable, type ModelFacts, type ModelNames, readModelFacts } from './model-facts.ts';
import { type NamedFile, openModelFile, readGgufFile, requireWeights } from './read-gguf-file.ts';

/** What the library's thread does, and what comes of it. */
export interface LibraryJobs {
  /** Reads the headers of a model's files. It never fails: what is wrong is part of the facts. */
  inspect: { input: { files: NamedFile[]; names: ModelNames }; output: ModelFacts };
  /** Reads the shape that memory is computed from. Throws `modelMissing` or `modelBroken`. */
  shape: { input: { files: NamedFile[] }; output: ModelShape };
  /** Compares files with their SHA-256, or where one is unknown the weights with the tensor table. */
  verify: { input: { files: (NamedFile & { sha256: string | null })[] }; output: Verification };
}
export type LibraryJobName = keyof LibraryJobs;

export interface Verification {
  against: 'hash' | 'structure';
  /** What is wrong, as a sentence; null for a sound model. */
  problem: string | null;
}

/** What a job is told while it runs. */
export interface JobControl {
  signal: AbortSignal;
  onProgress(doneBytes: number): void;
}

const chunkBytes = 4 << 20;

export async function runLibraryJob<Name extends LibraryJobName>(
  name: Name,
  input: LibraryJobs[Name]['input'],
  control: JobControl,
): Promise<LibraryJobs[Name]['output']> {
  const jobs: { [Job in LibraryJobName]: (input: never, control: JobControl) => Promise<unknown> } = {
    inspect,
    shape: readShape,
    verify,
  };
  return (await jobs[name](input as never, control)) as LibraryJobs[Name]['output'];
}

async function inspect({ files, names }: LibraryJobs['inspect']['input']): Promise<ModelFacts> {
  try {
    const { headers, sizeBytes } = await readHeaders(files);
    return readModelFacts(headers, sizeBytes, names);
  } catch (error) {
    return describeUnreadable(toAppError(error, names.name), names);
  }
}

async function readShape({ files }: LibraryJobs['shape']['input']): Promise<ModelShape> {
  const { headers, sizeBytes } = await readHeaders(files);
  return readModelShape(headers, sizeBytes);
}

async function readHeaders(files: readonly NamedFile[]) {
  const parts = [];
  for (const file of files) parts.push(await readGgufFile(file));
  return {
    headers: parts.map(({ header }) => header),
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
  };
}

async function verify({ files }: LibraryJobs['verify']['input'], control: JobControl): Promise<Verification> {
  const against = files.every(({ sha256 }) => sha256 !== null) ? 'hash' : 'structure';
  let doneBytes = 0;
  for (const file of files) {
    const before = doneBytes;
    const told = { ...control, onProgress: (bytes: number) => control.onProgress(before + bytes) };
    try {
      doneBytes += file.sha256 === null ? await checkStructure(file) : await checkHash(file, file.sha256, told);
      control.onProgress(doneBytes);
    } catch (error) {
      if (control.signal.aborted) throw error;
      return { against, problem: toAppError(error, file.name).message };
    }
  }
  return { against, problem: null };
}

/** Throws unless the file is whole and its weights are there; returns its size. */
async function checkStructure(file: NamedFile): Promise<number> {
  const { header, sizeBytes } = await readGgufFile(file);
  await requireWeights(file, header);
  return sizeBytes;
}

/** Throws unless the file is what its publisher offers; returns its size. */
async function checkHash(named: NamedFile, sha256: string, { signal, onProgress }: JobControl): Promise<number> {
  const hash = createHash('sha256');
  const file = await openModelFile(named);
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let doneBytes = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, doneBytes);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      onProgress((doneBytes += bytesRead));
    }
  } finally {
    await file.close();
  }
  if (hash.digest('hex') === sha256) return doneBytes;
  const message = `${named.name} is damaged: its SHA-256 is not the one that its publisher gives. Download it again.`;
  throw new AppError('modelBroken', message);
}

/** A disk that fails while a file is read is expected; a bug is not. */
function toAppError(error: unknown, name: string): AppError {
  if (error instanceof AppError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') throw error;
  return new AppError('modelBroken', `${name} could not be read (${code}). Check the disk, or choose another file.`);
}
