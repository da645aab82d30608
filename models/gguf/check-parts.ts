import type { GgufHeader } from './gguf-header.ts';
import { readCount } from './read-metadata.ts';

/**
 * What the parts of a split model say of themselves that llama.cpp does not find true, as a sentence without its
 * beginning; null where nothing is wrong. The headers are those of the files that its name speaks of, in order.
 */
export function findPartProblem(headers: readonly GgufHeader[]): string | null {
  const [first] = headers;
  const count = first ? (readCount(first.metadata, 'split.count') ?? 0) : 0;
  if (!first || count <= 1) return null;
  if (headers.length === 1) {
    return `is one of ${count} parts of a model, and its name does not say which. Give it the name it was published with`;
  }
  if (headers.length !== count) {
    return `has ${headers.length} parts by its name, and ${count} by its header. Give it the name it was published with`;
  }
  for (const [index, { metadata }] of headers.entries()) {
    const number = readCount(metadata, 'split.no');
    if (number === index) continue;
    const said = number === null ? 'does not say which it is' : `says that it is part ${number + 1}`;
    return `does not fit together: the header of its part ${index + 1} ${said}. Download all parts again`;
  }
  const claimed = readCount(first.metadata, 'split.tensors.count');
  const found = headers.reduce((sum, { tensors }) => sum + tensors.length, 0);
  if (claimed === null || claimed === found) return null;
  return `does not fit together: its parts hold ${found} tensors of ${claimed}. Download all parts again`;
}
