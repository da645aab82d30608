import { afterEach, expect, test } from 'vitest';
import { type DownloadStand, startDownloadStand } from '../fixtures/downloads/download-stand.ts';
import { canMountSmallDisk, SmallDisk } from '../fixtures/small-disk.ts';

const mb = 1 << 20;
const [a, b] = ['a-Q8_0.gguf', 'b-Q8_0.gguf'];

let stand: DownloadStand;
let disk: SmallDisk;
afterEach(async () => {
  await stand.close();
  disk.remove();
});

async function start(diskMb: number) {
  disk = new SmallDisk(diskMb * mb);
  stand = await startDownloadStand({
    files: { [a]: 20 * mb, [b]: 20 * mb },
    root: disk.path,
    downloads: { parallel: 2 },
  });
}

test.skipIf(!canMountSmallDisk)(
  'a disk without enough space pauses before the first byte, with the numbers',
  async () => {
    await start(40);
    disk.fill();
    const before = stand.proxy.deliveredBytes;
    disk.free();
    // The first takes its space at once, so that the second does not fit any more.
    stand.proxy.allow(0);
    const first = stand.queue.add(stand.plan(a));
    await stand.reaches(first, 'running');
    const second = stand.queue.add(stand.plan(b));
    const paused = await stand.reaches(second, 'paused');
    expect(paused.problem).toMatchObject({ code: 'diskFull', retryAt: null });
    expect(paused.problem!.message).toMatch(/MB free.*still needs 21\.0 MB/);
    expect(stand.proxy.deliveredBytes).toBe(before);
    stand.proxy.allow(Infinity);
    await stand.reaches(first, 'done');
  },
);

test.skipIf(!canMountSmallDisk)('space that was reserved is there when the disk fills up later', async () => {
  await start(40);
  stand.proxy.allow(5 * mb);
  const id = stand.queue.add(stand.plan(a));
  await stand.hasBytes(id, 3 * mb);
  disk.fill();
  stand.proxy.allow(Infinity);
  // The journal may still need a page: then it pauses, keeps what it has and goes on once there is space.
  const found = await Promise.race([stand.reaches(id, 'done'), stand.reaches(id, 'paused')]);
  if (found.status === 'paused') {
    expect(found.problem).toMatchObject({ code: 'diskFull' });
    disk.free();
    stand.queue.resume(id);
    await stand.reaches(id, 'done');
  }
  expect(stand.isWhole('a-Q8_0', [a])).toBe(true);
  expect(stand.extraBytes(a)).toBeLessThan(8 * mb);
});

test.skipIf(!canMountSmallDisk)('a full disk pauses, and goes on when the user freed space', async () => {
  await start(40);
  disk.fill();
  const id = stand.queue.find('maker/model-GGUF', 'a-Q8_0');
  expect(id).toBe(null);
  expect(() => stand.queue.add(stand.plan(a))).toThrow(/has 0 B free; this download still needs 21\.0 MB/);
  disk.free();
  const added = stand.queue.add(stand.plan(a));
  await stand.reaches(added, 'done');
  expect(stand.isWhole('a-Q8_0', [a])).toBe(true);
});

test.skipIf(!canMountSmallDisk)('a model that the disk could never hold is refused', async () => {
  await start(16);
  expect(() => stand.queue.add(stand.plan(a))).toThrow(/takes 21\.0 MB, and the whole disk has 16\.8 MB/);
});
