import { blockBytes } from './block-journal.ts';

const kept: Buffer[] = [];
const maxKept = 48;

/** A buffer for one block. Taking them in turn spares the collector a gigabyte of garbage a gigabyte. */
export function takeBlockBuffer(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
}

export function giveBlockBuffer(buffer: Buffer): void {
  if (kept.length < maxKept) kept.push(buffer);
}
