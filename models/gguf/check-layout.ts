import { clip } from './clip-name.ts';
import { findGgmlType } from './ggml-types.ts';
import type { GgufHeader, GgufTensor } from './gguf-header.ts';

/** TENSOR_ALIGNMENT in ggml: weights that are mapped from elsewhere end the process. */
const neededAlignment = 32;
/** GGML_MAX_NAME, with the zero at its end. */
const maxNameBytes = 64;

/** Where the weights of one file do not lie as llama.cpp demands, in a few words; null where they do. */
export function findLayoutProblem({ metadata, tensors, dataOffsetBytes }: GgufHeader): string | null {
  const alignment = metadata.get('general.alignment');
  const step = typeof alignment === 'number' ? alignment : neededAlignment;
  let end: number | null = dataOffsetBytes;
  for (const tensor of tensors) {
    const problem = findRowProblem(tensor);
    if (problem) return problem;
    if (end !== null && tensor.offsetBytes !== end) {
      return `its tensor ${clip(tensor.name)} does not begin where the one before it ends`;
    }
    if (tensor.offsetBytes % neededAlignment !== 0)
      return `its weights do not lie in steps of ${neededAlignment} bytes`;
    // Of a type that is not known here, neither is the size.
    end = tensor.sizeBytes === null ? null : tensor.offsetBytes + Math.ceil(tensor.sizeBytes / step) * step;
  }
  return null;
}

function findRowProblem({ name, typeId, dimensions }: GgufTensor): string | null {
  if (name.length >= maxNameBytes) return `the name of its tensor ${clip(name)}… is too long`;
  const type = findGgmlType(typeId);
  const row = dimensions[0] ?? 1;
  if (!type || row % type.blockElements === 0) return null;
  return `its tensor ${clip(name)} has rows of ${row} numbers, and the type ${type.name} keeps ${type.blockElements} together`;
}
