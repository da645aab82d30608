import { expect, it } from 'vitest';
import type { KvShape } from './kv-shape.ts';
import { spreadCells } from './spread-cells.ts';

const shapeOf = (keyWidth: number): KvShape => ({
  recurrentBytes: 0,
  kvLayers: Array.from({ length: 4 }, () => ({ keyWidth, valueWidth: keyWidth, window: null })),
});

it.each([
  [1024, 4096, 4, 'F16', 4352],
  [1024, 16_384, 1, 'F16', 16_640],
  [1024, 4096, 1, 'F16', 4096],
  [1024, 4352, 4, 'F16', 4352],
  [576, 4096, 4, 'F16', 4096],
  [1024, 4096, 4, 'Q8_0', 4096],
] as const)(
  'with keys of %i numbers, %i tokens × %i chats in %s have %i cells each',
  (width, tokens, chats, type, cells) => {
    expect(spreadCells(shapeOf(width), tokens, chats, type)).toBe(cells);
  },
);
