import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../../models/app-error.ts';
import { requireHeader, requireWholeFile } from '../../../models/gguf/check-model.ts';
import { type GgufHeader, parseGgufHeader } from '../../../models/gguf/gguf-header.ts';
import { chooseWeightSamples, isAllZero } from '../../../models/gguf/weight-samples.ts';

/** A file to read, and what sentences call it. */
export interface NamedFile {
  path: string;
  name: string;
}

const firstReadBytes = 1 << 20;
/** Real headers, vocabulary and all, take up to some 20 MB. */
const maxHeaderBytes = 256 << 20;

/** Reads a whole file's header. Throws `modelMissing` or `modelBroken`. */
export async function readGgufFile({ path, name }: NamedFile): Promise<{ header: GgufHeader; sizeBytes: number }> {
  const file = await openModelFile({ path, name });
  try {
    const { size: sizeBytes } = await file.stat();
    if (sizeBytes === 0) throw new AppError('modelBroken', `${name} is empty. Download it again.`);
    const header = await readHeader(file, name, sizeBytes);
    requireWholeFile(name, sizeBytes, header);
    return { header, sizeBytes };
  } finally {
    await file.close();
  }
}

/** Throws `modelBroken` when parts of the weights never arrived. */
export async function requireWeights({ path, name }: NamedFile, header: GgufHeader): Promise<void> {
  const file = await openModelFile({ path, name });
  try {
    let emptyWindows = 0;
    for (const { offsetBytes, lengthBytes } of chooseWeightSamples(header)) {
      if (isAllZero(await readBytes(file, offsetBytes, lengthBytes))) emptyWindows++;
    }
    // One window may be zero by design, as padding of a vocabulary is.
    if (emptyWindows < 2) return;
    throw new AppError('modelBroken', `${name} has holes: parts of its weights are only zeros. Download it again.`);
  } finally {
    await file.close();
  }
}

/** Throws `modelMissing` for a file that is not there or may not be read. */
export async function openModelFile({ path, name }: NamedFile): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === 'EACCES' || code === 'EPERM'
        ? `${name} may not be read. Change its permissions, or choose another file.`
        : `${name} is not there. It was moved or deleted; choose the file again.`;
    throw new AppError('modelMissing', message, { cause: error });
  }
}

async function readHeader(file: FileHandle, name: string, sizeBytes: number): Promise<GgufHeader> {
  let bytes = await readBytes(file, 0, Math.min(sizeBytes, firstReadBytes));
  if (isAllZero(bytes)) {
    throw new AppError('modelBroken', `${name} holds only zeros: its download never finished. Download it again.`);
  }
  let parse = parseGgufHeader(bytes, sizeBytes);
  while (parse.status === 'needsBytes' && parse.bytes <= maxHeaderBytes) {
    const wanted = Math.min(sizeBytes, maxHeaderBytes, Math.max(parse.bytes, bytes.length * 2));
    const longer = await readBytes(file, 0, wanted);
    if (longer.length <= bytes.length) break;
    bytes = longer;
    parse = parseGgufHeader(bytes, sizeBytes);
  }
  return requireHeader(name, sizeBytes, parse);
}

async function readBytes(file: FileHandle, offsetBytes: number, lengthBytes: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(lengthBytes), 0, lengthBytes, offsetBytes);
  return buffer.subarray(0, bytesRead);
}
