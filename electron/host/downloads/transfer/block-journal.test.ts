import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../../tests/fixtures/temporary-folder.ts';
import { BlockJournal } from './block-journal.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let path: string;
beforeEach(() => {
  folder = makeTemporaryFolder();
  path = join(folder.path, '0.blocks');
});
afterEach(() => folder.remove());

const write = (...records: { index: number; crc: number; sizeBytes: number; compared: boolean }[]) => {
  const { journal } = BlockJournal.open(path);
  for (const record of records) journal.append(record);
  journal.close();
};
const read = () => {
  const { journal, records } = BlockJournal.open(path);
  journal.close();
  return records;
};

test('what was noted is read back, the last record of a block counting', () => {
  const first = { index: 0, crc: 0xffff_ffff, sizeBytes: 100, compared: false };
  const again = { index: 0, crc: 5, sizeBytes: 524_288, compared: true };
  const other = { index: 4_000_000, crc: 7, sizeBytes: 1, compared: false };
  write(first, other, again);
  expect(read()).toEqual([again, other]);
});

test('half a record at the end is dropped, and the next one follows in step', () => {
  const record = { index: 1, crc: 2, sizeBytes: 3, compared: false };
  write(record);
  appendFileSync(path, Buffer.alloc(7, 1));
  write({ ...record, index: 2 });
  expect(read()).toHaveLength(2);
});

test('any damage costs the records that it hits, and no others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 159 }), fc.integer({ min: 1, max: 255 }), (position, change) => {
      writeFileSync(path, '');
      write(...Array.from({ length: 10 }, (_, index) => ({ index, crc: index, sizeBytes: 9, compared: false })));
      const content = readFileSync(path);
      content[position]! ^= change;
      writeFileSync(path, content);
      const whole = Array.from({ length: 10 }, (_, index) => index).filter((index) => index !== position >> 4);
      expect(read().map(({ index }) => index)).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});
