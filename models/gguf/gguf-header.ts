import { clip } from './clip-name.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import { countTensorBytes } from './ggml-types.ts';
import { VocabularyReader } from './vocabulary-reader.ts';

/** Strings of an array are counted and not kept: vocabularies hold 100,000 and more. */
export interface GgufArray {
  length: number;
  /** Kept for short arrays of numbers, such as a value per layer; null otherwise. */
  numbers: number[] | null;
}

export type GgufValue = string | number | boolean | GgufArray;

export interface GgufTensor {
  name: string;
  /** Innermost first, as in the file. */
  dimensions: number[];
  elements: number;
  typeId: number;
  /** From the start of the file. */
  offsetBytes: number;
  /** Null for a tensor type that is not known here. */
  sizeBytes: number | null;
}

/** What stands before the weights in one GGUF file. */
export interface GgufHeader {
  version: number;
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: GgufTensor[];
  /** Where the weights begin. */
  dataOffsetBytes: number;
  /** Whether the vocabulary has a token for each byte, as SentencePiece models need. */
  hasByteTokens: boolean;
  /** The first token that the vocabulary has twice, as llama.cpp reads it. */
  repeatedToken: string | null;
}

/**
 * `needsBytes`: the header goes on behind the bytes given; call again with at least so many from the file's start.
 * `cut`: the file ends inside its header. `broken`: no header of this format.
 */
export type GgufParse =
  | { status: 'complete'; header: GgufHeader }
  | { status: 'needsBytes'; bytes: number }
  | { status: 'cut' }
  | { status: 'broken'; reason: string };

class NeedsBytes extends Error {
  readonly end: number;
  constructor(end: number) {
    super('more bytes are needed');
    this.end = end;
  }
}

class Malformed extends Error {}

const shortType = 2;
const arrayType = 9;
const stringType = 8;
/** Bytes of a metadata value by type id; strings and arrays carry their length instead. */
const scalarBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const keptArrayLength = 1024;
/** Numbers of all arrays together: a value a layer for every key of a real header is far less. */
const maxKeptNumbers = 262_144;
const maxKeyBytes = 65_536;
/** Chat templates take up to some 100 kB; of longer texts the beginning is kept. */
const maxTextBytes = 1 << 20;
/** Real headers have some 50 keys and at most a few thousand tensors. */
const maxEntries = 65_536;
/** GGML_MAX_DIMS. */
const maxDimensions = 4;

/**
 * Reads the header from the first bytes of a file. It never looks behind `fileSizeBytes` and allocates no more than
 * the bytes hold, so that a damaged or hostile count ends in `cut` or `broken` and not in exhausted memory.
 */
export function parseGgufHeader(bytes: Uint8Array, fileSizeBytes: number): GgufParse {
  try {
    return { status: 'complete', header: readHeader(new HeaderReader(bytes)) };
  } catch (error) {
    if (error instanceof Malformed) return { status: 'broken', reason: error.message };
    if (!(error instanceof NeedsBytes)) throw error;
    if (error.end > fileSizeBytes) return { status: 'cut' };
    return { status: 'needsBytes', bytes: error.end };
  }
}

function readHeader(reader: HeaderReader): GgufHeader {
  const magic = reader.readUint32();
  if (magic !== 0x46554747) throw new Malformed('it does not begin with “GGUF”');
  const version = reader.readUint32();
  if (version !== 2 && version !== 3) throw new Malformed(`its format version is ${version}, and 2 and 3 are known`);
  const tensorCount = reader.readCount(maxEntries);
  const metadataCount = reader.readCount(maxEntries);
  const metadata = new Map<string, GgufValue>();
  for (let index = 0; index < metadataCount; index++) {
    const key = reader.readString(maxKeyBytes);
    const typeId = reader.readUint32();
    // llama.cpp ends its process at any other.
    if (key === 'split.no' && typeId !== shortType) throw new Malformed('its header numbers it in an unknown way');
    metadata.set(key, reader.readValue(typeId, key === 'tokenizer.ggml.tokens'));
  }
  const tensors: GgufTensor[] = [];
  for (let index = 0; index < tensorCount; index++) tensors.push(readTensor(reader));
  const alignment = readAlignment(metadata.get('general.alignment'));
  const dataOffsetBytes = Math.ceil(reader.position / alignment) * alignment;
  const names = new Set<string>();
  for (const tensor of tensors) {
    if (names.has(tensor.name)) throw new Malformed(`it holds the tensor “${clip(tensor.name)}” twice`);
    names.add(tensor.name);
    if (tensor.offsetBytes % alignment !== 0) throw new Malformed(`the tensor “${clip(tensor.name)}” lies askew`);
    tensor.offsetBytes += dataOffsetBytes;
    if (!Number.isSafeInteger(tensor.offsetBytes + (tensor.sizeBytes ?? 0))) throw impossible();
  }
  const [hasByteTokens, repeatedToken] = [reader.vocabulary.hasByteTokens(), reader.vocabulary.findRepeated()];
  return { version, metadata, tensors, dataOffsetBytes, hasByteTokens, repeatedToken };
}

/** A power of two, as ggml demands; 32 where the header says nothing. */
function readAlignment(value: GgufValue | undefined): number {
  if (value === undefined) return 32;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || !Number.isInteger(Math.log2(value))) {
    throw new Malformed('its header holds an impossible alignment');
  }
  return value;
}

function impossible(): Malformed {
  return new Malformed('its header holds an impossible length');
}

function readTensor(reader: HeaderReader): GgufTensor {
  const name = reader.readString(maxKeyBytes);
  const dimensionCount = reader.readUint32();
  if (dimensionCount > maxDimensions) {
    throw new Malformed(`the tensor “${clip(name)}” has ${dimensionCount} dimensions`);
  }
  const dimensions: number[] = [];
  for (let index = 0; index < dimensionCount; index++) dimensions.push(reader.readUint64());
  const elements = dimensions.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(elements)) throw impossible();
  const typeId = reader.readUint32();
  const offsetBytes = reader.readUint64();
  return { name, dimensions, elements, typeId, offsetBytes, sizeBytes: countTensorBytes(typeId, elements) };
}

class HeaderReader {
  position = 0;
  readonly vocabulary: VocabularyReader;
  #keptNumbers = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.vocabulary = new VocabularyReader(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(length: number): number {
    const start = this.position;
    if (start + length > this.#bytes.length) throw new NeedsBytes(start + length);
    this.position = start + length;
    return start;
  }

  readUint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  readUint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  readCount(max: number): number {
    const count = this.readUint64();
    if (count > max) throw new Malformed('its header holds an impossible count');
    return count;
  }

  readString(maxBytes = Number.MAX_SAFE_INTEGER): string {
    const length = this.readUint64();
    if (length > maxBytes) throw impossible();
    const start = this.#take(length);
    return decodeUtf8(this.#bytes.subarray(start, start + Math.min(length, maxTextBytes)));
  }

  readValue(typeId: number, isVocabulary: boolean): GgufValue {
    if (typeId === arrayType) return this.#readArray(isVocabulary);
    if (typeId === stringType) return this.readString();
    return this.#readScalar(typeId);
  }

  #readScalar(typeId: number): number | boolean {
    const size = scalarBytes[typeId];
    if (size === undefined) throw new Malformed(`its header holds a value of the unknown type ${typeId}`);
    const at = this.#take(size);
    const view = this.#view;
    if (typeId === 0) return view.getUint8(at);
    if (typeId === 1) return view.getInt8(at);
    if (typeId === 2) return view.getUint16(at, true);
    if (typeId === 3) return view.getInt16(at, true);
    if (typeId === 4) return view.getUint32(at, true);
    if (typeId === 5) return view.getInt32(at, true);
    if (typeId === 6) return view.getFloat32(at, true);
    if (typeId === 7) return view.getUint8(at) !== 0;
    if (typeId === 10) return Number(view.getBigUint64(at, true));
    if (typeId === 11) return Number(view.getBigInt64(at, true));
    return view.getFloat64(at, true);
  }

  #readArray(isVocabulary: boolean): GgufArray {
    const elementType = this.readUint32();
    const length = this.readCount(Number.MAX_SAFE_INTEGER);
    if (elementType === arrayType) throw new Malformed('its header holds nested arrays');
    if (elementType === stringType) {
      for (let index = 0; index < length; index++) this.#skipString(isVocabulary);
      return { length, numbers: null };
    }
    const size = scalarBytes[elementType];
    if (size === undefined) throw new Malformed(`its header holds an array of the unknown type ${elementType}`);
    if (length > keptArrayLength || this.#keptNumbers + length > maxKeptNumbers) {
      this.#take(length * size);
      return { length, numbers: null };
    }
    this.#keptNumbers += length;
    const numbers: number[] = [];
    for (let index = 0; index < length; index++) numbers.push(Number(this.#readScalar(elementType)));
    return { length, numbers };
  }

  #skipString(isVocabulary: boolean): void {
    const length = this.readUint64();
    const start = this.#take(length);
    if (isVocabulary) this.vocabulary.add(start, length);
  }
}
