import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type DownloadStand, startDownloadStand } from '../fixtures/downloads/download-stand.ts';
import { faultsInTurn } from '../fixtures/hub/fault-plan.ts';

const mb = 1 << 20;
const name = 'a-Q8_0.gguf';
const sizeBytes = 24 * mb + 777;

let stand: DownloadStand;
afterEach(() => stand.close());

const start = async (options: object = {}) =>
  (stand = await startDownloadStand({ files: { [name]: sizeBytes }, ...options }));

function flipByte(path: string, position: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, position);
  byte[0]! ^= 0xff;
  writeSync(file, byte, 0, 1, position);
  closeSync(file);
}

test('a byte that changes on the disk between two runs costs its block and no more', async () => {
  await start();
  stand.proxy.allow(12 * mb);
  const id = stand.queue.add(stand.plan(name));
  await stand.hasBytes(id, 8 * mb);
  await stand.reopen(() => flipByte(join(stand.partialFolder, id, 'files', name), 1000));
  stand.proxy.allow(Infinity);
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
  expect(stand.extraBytes(name)).toBeGreaterThanOrEqual(mb / 2);
  expect(stand.extraBytes(name)).toBeLessThan(8 * mb);
});

test('a wrong byte on the line is found by fetching blocks again, at most the file once', async () => {
  await start();
  stand.proxy.plan = faultsInTurn([null, { kind: 'wrongByte', at: 0.5 }]);
  const id = stand.queue.add(stand.plan(name));
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
  expect(stand.extraBytes(name)).toBeLessThan(sizeBytes + 4 * mb);
});

test('wrong bytes on a connection that failed are found at once', async () => {
  await start({ downloads: { connections: 1 } });
  let requests = 0;
  // The sixth answer brings a wrong byte, and then its connection breaks.
  stand.proxy.plan = ({ method }) => {
    if (method !== 'GET' || ++requests !== 5) return null;
    return { kind: 'wrongByte', at: 0.1 };
  };
  const id = stand.queue.add(stand.plan(name));
  await stand.hasBytes(id, 20 * mb);
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
});

test('a hub that keeps sending wrong bytes ends as corrupt, and can be resumed', async () => {
  await start();
  const content = Buffer.from(stand.contents.get(name)!);
  const plan = stand.plan(name);
  content[5 * mb] = content[5 * mb]! ^ 1;
  // The storage serves other bytes under the hash that the hub names.
  const file = stand.hub.shelf.find(plan.repositoryId)!.files[0]!;
  const right = file.source;
  file.source = content;
  const id = stand.queue.add(plan);
  const failed = await stand.reaches(id, 'failed');
  expect(failed.problem).toMatchObject({ code: 'corrupt' });
  expect(stand.extraBytes(name)).toBeLessThan(sizeBytes + 4 * mb);
  file.source = right;
  stand.queue.resume(id);
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
});

test('a journal that was cut short and a record that is nonsense cost their blocks alone', async () => {
  await start();
  stand.proxy.allow(12 * mb);
  const id = stand.queue.add(stand.plan(name));
  await stand.hasBytes(id, 8 * mb);
  await stand.reopen(() => {
    const journal = openSync(join(stand.partialFolder, id, '0.blocks'), 'r+');
    writeSync(journal, Buffer.alloc(16, 7), 0, 16, 0);
    closeSync(journal);
    const tail = openSync(join(stand.partialFolder, id, '0.blocks'), 'a');
    writeSync(tail, Buffer.alloc(9, 9));
    closeSync(tail);
  });
  stand.proxy.allow(Infinity);
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
  expect(stand.extraBytes(name)).toBeLessThan(8 * mb);
});

test('a partial file that is gone is fetched anew', async () => {
  await start();
  stand.proxy.allow(12 * mb);
  const id = stand.queue.add(stand.plan(name));
  await stand.hasBytes(id, 8 * mb);
  const { rmSync } = await import('node:fs');
  await stand.reopen(() => rmSync(join(stand.partialFolder, id, 'files', name)));
  stand.proxy.allow(Infinity);
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
});
