import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../models/app-error.ts';
import { requireChatModel, requireHeader, requireWholeFile } from '../../models/gguf/check-model.ts';
import { findPartProblem } from '../../models/gguf/check-parts.ts';
import { type GgufHeader, parseGgufHeader } from '../../models/gguf/gguf-header.ts';
import { listPartNames } from '../../models/gguf/part-names.ts';
import { type ModelShape, readModelShape } from '../../models/gguf/model-shape.ts';
import { chooseWeightSamples, isAllZero } from '../../models/gguf/weight-samples.ts';

/** A model on disk whose headers are sound. */
export interface InspectedModel {
  /** The file to load: for a split model its first part, whichever part was named. */
  path: string;
  fileName: string;
  shape: ModelShape;
  /** Throws `modelBroken` when parts of the weights never arrived. */
  requireWeights(): Promise<void>;
}

interface ModelPart {
  path: string;
  sizeBytes: number;
  header: GgufHeader;
}

const firstReadBytes = 1 << 20;
/** Real headers, vocabulary and all, take up to some 20 MB. */
const maxHeaderBytes = 512 * 1024 * 1024;

/**
 * Reads what stands before the weights and checks it, since what the native loader makes of a damaged file ranges
 * from a bare “failed” to the end of the process. Throws `modelMissing`, `modelBroken` or `unsupported`.
 */
export async function inspectModelFile(modelPath: string): Promise<InspectedModel> {
  const parts: ModelPart[] = [];
  for (const name of listPartNames(basename(modelPath))) parts.push(await readPart(join(dirname(modelPath), name)));
  const [first] = parts;
  if (!first) throw new Error('a model has at least one part');
  const headers = parts.map((part) => part.header);
  const fileName = basename(first.path);
  const problem = findPartProblem(headers);
  if (problem) throw new AppError('modelBroken', `${fileName} ${problem}.`);
  requireChatModel(fileName, { ...first.header, tensors: headers.flatMap((header) => header.tensors) });
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  return {
    path: first.path,
    fileName,
    shape: readModelShape(headers, sizeBytes),
    requireWeights: () => requireWeights(parts),
  };
}

async function readPart(path: string): Promise<ModelPart> {
  const fileName = basename(path);
  const file = await openModelFile(path, fileName);
  try {
    const sizeBytes = (await file.stat()).size;
    if (sizeBytes === 0) throw new AppError('modelBroken', `${fileName} is empty. Download it again.`);
    const header = await readHeader(file, fileName, sizeBytes);
    requireWholeFile(fileName, sizeBytes, header);
    return { path, sizeBytes, header };
  } finally {
    await file.close();
  }
}

async function openModelFile(path: string, fileName: string): Promise<FileHandle> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw new AppError('modelBroken', `${fileName} is a folder. Choose a GGUF file in it.`);
    }
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const message =
      code === 'EACCES' || code === 'EPERM'
        ? `${fileName} may not be read. Change its permissions, or choose another file.`
        : `${fileName} is not there. It was moved or deleted; choose the file again.`;
    throw new AppError('modelMissing', message, { data: { reason: code ?? null }, cause: error });
  }
}

async function readHeader(file: FileHandle, fileName: string, sizeBytes: number): Promise<GgufHeader> {
  let bytes = await readBytes(file, 0, Math.min(sizeBytes, firstReadBytes));
  if (isAllZero(bytes)) {
    throw new AppError('modelBroken', `${fileName} holds only zeros: its download never finished. Download it again.`);
  }
  let parse = parseGgufHeader(bytes, sizeBytes);
  while (parse.status === 'needsBytes' && parse.bytes <= maxHeaderBytes) {
    const longer = await readBytes(file, 0, Math.min(sizeBytes, Math.max(parse.bytes, bytes.length * 2)));
    if (longer.length <= bytes.length) break;
    bytes = longer;
    parse = parseGgufHeader(bytes, sizeBytes);
  }
  return requireHeader(fileName, sizeBytes, parse);
}

async function requireWeights(parts: readonly ModelPart[]): Promise<void> {
  for (const part of parts) {
    const fileName = basename(part.path);
    const file = await openModelFile(part.path, fileName);
    try {
      let emptyWindows = 0;
      for (const { offsetBytes, lengthBytes } of chooseWeightSamples(part.header)) {
        if (isAllZero(await readBytes(file, offsetBytes, lengthBytes))) emptyWindows++;
      }
      // One window may be zero by design, as padding of a vocabulary is.
      if (emptyWindows < 2) continue;
      const message = `${fileName} has holes: parts of its weights are only zeros. Download it again.`;
      throw new AppError('modelBroken', message, { data: { emptyWindows } });
    } finally {
      await file.close();
    }
  }
}

async function readBytes(file: FileHandle, offsetBytes: number, lengthBytes: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(lengthBytes), 0, lengthBytes, offsetBytes);
  return buffer.subarray(0, bytesRead);
}
