import type { GgufHeader } from './gguf-header.ts';

/** A piece of a file. */
export interface ByteRange {
  offsetBytes: number;
  lengthBytes: number;
}

const windowBytes = 4096;
const maxWindows = 48;

/**
 * Where to look for weights that never arrived. An interrupted download often leaves a file of full size with holes
 * of zeros, which loads and answers nonsense. Small tensors are left out: biases may well be zero.
 */
export function chooseWeightSamples(header: GgufHeader): ByteRange[] {
  const large = header.tensors.filter(
    (tensor) => tensor.name.endsWith('.weight') && (tensor.sizeBytes ?? 0) >= 4 * windowBytes,
  );
  large.sort((a, b) => a.offsetBytes - b.offsetBytes);
  const step = Math.max(1, large.length / maxWindows);
  const samples: ByteRange[] = [];
  for (let index = 0; index < large.length; index += step) {
    const tensor = large[Math.floor(index)];
    if (!tensor) continue;
    const middle = tensor.offsetBytes + Math.floor((tensor.sizeBytes ?? 0) / 2);
    samples.push({ offsetBytes: middle, lengthBytes: windowBytes });
  }
  const last = large.at(-1);
  if (last)
    samples.push({ offsetBytes: last.offsetBytes + (last.sizeBytes ?? 0) - windowBytes, lengthBytes: windowBytes });
  return samples;
}

/** True when every byte is zero, which no trained and quantized weights are over a whole window. */
export function isAllZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
