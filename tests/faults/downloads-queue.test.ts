import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type DownloadStand, startDownloadStand, type StandOptions } from '../fixtures/downloads/download-stand.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

const mb = 1 << 20;
const [a, b, c] = ['a-Q8_0.gguf', 'b-Q8_0.gguf', 'c-Q8_0.gguf'] as const;

let stand: DownloadStand;
afterEach(() => stand.close());

const start = async (options: Partial<StandOptions> = {}) =>
  (stand = await startDownloadStand({ files: { [a]: 8 * mb + 1, [b]: 4 * mb, [c]: 3 * mb + 5 }, ...options }));

const statuses = () => stand.queue.state.downloads.map(({ status }) => status);

test('downloads go one after the other in their order, which can be changed', async () => {
  await start();
  stand.proxy.allow(2 * mb);
  const [first, second, third] = [a, b, c].map((name) => stand.queue.add(stand.plan(name)));
  await stand.hasBytes(first!, mb);
  expect(statuses()).toEqual(['running', 'queued', 'queued']);
  stand.queue.move(third!, 0);
  expect(stand.queue.state.downloads.map(({ id }) => id)).toEqual([third, first, second]);
  await stand.reaches(third!, 'running');
  expect(stand.get(first!).status).toBe('queued');
  // Enough for the one that is first now, and for no other.
  stand.proxy.allow(4 * mb);
  await stand.reaches(third!, 'done');
  expect(statuses()).toEqual(['done', 'running', 'queued']);
  stand.proxy.allow(Infinity);
  for (const id of [first!, second!]) await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [a]) && stand.isWhole('b-Q8_0', [b]) && stand.isWhole('c-Q8_0', [c])).toBe(true);
  stand.queue.clearDone();
  expect(statuses()).toEqual([]);
});

test('several run at once when the settings say so, from one moment to the next', async () => {
  await start();
  stand.proxy.allow(mb);
  const ids = [a, b, c].map((name) => stand.queue.add(stand.plan(name)));
  await stand.reaches(ids[0]!, 'running');
  stand.settings.current.downloads.parallel = 2;
  stand.queue.updateLimits();
  expect(statuses()).toEqual(['running', 'running', 'queued']);
  stand.settings.current.downloads.parallel = 1;
  stand.queue.updateLimits();
  await stand.reaches(ids[1]!, 'queued');
  stand.proxy.allow(Infinity);
  for (const id of ids) await stand.reaches(id, 'done');
});

test('a pause keeps what is there, also over a new start, and only the rest is fetched', async () => {
  await start();
  stand.proxy.allow(5 * mb);
  const id = stand.queue.add(stand.plan(a));
  await stand.hasBytes(id, 4 * mb);
  stand.queue.pause(id);
  expect(stand.get(id)).toMatchObject({ status: 'paused', problem: null, bytesPerSecond: null });
  await stand.reopen();
  expect(stand.get(id).status).toBe('paused');
  stand.proxy.allow(Infinity);
  stand.queue.resume(id);
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [a])).toBe(true);
  expect(stand.extraBytes(a)).toBeLessThan(2 * mb);
});

test('what ran goes on after a new start, in the old order', async () => {
  await start();
  stand.proxy.allow(3 * mb);
  const ids = [a, b].map((name) => stand.queue.add(stand.plan(name)));
  stand.queue.move(ids[1]!, 0);
  await stand.hasBytes(ids[1]!, 2 * mb);
  await stand.reopen();
  expect(stand.queue.state.downloads.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  stand.proxy.allow(Infinity);
  for (const id of ids) await stand.reaches(id, 'done');
  expect(stand.extraBytes(a, b)).toBeLessThan(2 * mb);
});

test('a cancelled download leaves nothing, or its partial file for the next time', async () => {
  await start();
  stand.proxy.allow(5 * mb);
  const id = stand.queue.add(stand.plan(a));
  await stand.hasBytes(id, 4 * mb);
  await stand.queue.cancel(id, true);
  expect(statuses()).toEqual([]);
  expect(existsSync(join(stand.partialFolder, id))).toBe(true);
  await stand.reopen();
  expect(statuses()).toEqual([]);
  stand.proxy.allow(Infinity);
  // The same files at another commit.
  const again = stand.queue.add({ ...stand.plan(a), revision: stand.plan(a).revision });
  expect(again).toBe(id);
  await stand.reaches(id, 'done');
  expect(stand.extraBytes(a)).toBeLessThan(2 * mb);

  stand.proxy.allow(2 * mb);
  const other = stand.queue.add(stand.plan(b));
  await stand.hasBytes(other, mb);
  await stand.queue.cancel(other, false);
  expect(existsSync(join(stand.partialFolder, other))).toBe(false);
  expect(() => stand.queue.pause(other)).toThrow(/no longer in the list/);
});

test('the same offer is not added twice, and is found', async () => {
  await start();
  stand.proxy.allow(mb);
  const id = stand.queue.add(stand.plan(a));
  expect(stand.queue.add(stand.plan(a))).toBe(id);
  expect(stand.queue.find('maker/model-GGUF', 'a-Q8_0')).toBe(id);
  stand.proxy.allow(Infinity);
  await stand.reaches(id, 'done');
  expect(stand.queue.find('maker/model-GGUF', 'a-Q8_0')).toBe(null);
});

test('a split model appears whole', async () => {
  await start();
  const plan = { ...stand.plan(a, b, c), offerKey: 'all/of..them' };
  const id = stand.queue.add(plan);
  const done = await stand.reaches(id, 'done');
  expect(done.files.map(({ fileName }) => fileName)).toEqual([a, b, c]);
  expect(stand.isWhole('all-of..them', [a, b, c])).toBe(true);
  const record = JSON.parse(readFileSync(join(stand.installed[0]!, 'conclave-source.json'), 'utf8'));
  expect(record).toMatchObject({ offerKey: 'all/of..them', licence: 'mit', files: [{ fileName: a }, {}, {}] });
  // The same again is there already.
  await stand.reaches(stand.queue.add(plan), 'done');
  expect(stand.installed[1]).toBe(stand.installed[0]);
});

test('the speed limit holds, and counts at once when it is lifted', async () => {
  await start({ downloads: { speedLimit: 1_000_000 } });
  const startedAt = performance.now();
  const id = stand.queue.add(stand.plan(a));
  await stand.hasBytes(id, 2 * mb);
  const seconds = (performance.now() - startedAt) / 1000;
  // A bucket lets nothing through beforehand; what lies in the buffers is not the limit's matter.
  expect(seconds).toBeGreaterThan(1.8);
  stand.settings.current.downloads.speedLimit = null;
  stand.queue.updateLimits();
  await stand.reaches(id, 'done', 3000);
});

test('without a connection it waits and says so, and goes on by itself or when the machine wakes', async () => {
  await start();
  stand.proxy.allow(3 * mb);
  const id = stand.queue.add(stand.plan(a));
  await stand.hasBytes(id, 2 * mb);
  await stand.proxy.setOffline(true);
  await stand.hubProxy.setOffline(true);
  const waiting = await stand.reaches(id, 'waiting');
  expect(waiting.problem).toMatchObject({ code: 'offline' });
  expect(waiting.problem!.retryAt).toBeGreaterThan(Date.now() - 1000);
  await stand.proxy.setOffline(false);
  await stand.hubProxy.setOffline(false);
  stand.proxy.allow(Infinity);
  stand.queue.wake();
  await stand.reaches(id, 'done', 5000);
  expect(stand.extraBytes(a)).toBeLessThan(2 * mb);
});

test('a changed file upstream pauses the download', async () => {
  await start();
  stand.proxy.allow(3 * mb);
  const id = stand.queue.add(stand.plan(a));
  await stand.hasBytes(id, 2 * mb);
  await stand.hub.shelf.change('maker/model-GGUF', a, Buffer.alloc(8 * mb + 1, 5));
  // Connections that are open have the old file.
  stand.queue.wake();
  stand.proxy.allow(Infinity);
  const paused = await stand.reaches(id, 'paused');
  expect(paused.problem).toMatchObject({ code: 'changed', retryAt: null });
  await stand.hub.shelf.change('maker/model-GGUF', a, stand.contents.get(a)!);
  stand.queue.resume(id);
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [a])).toBe(true);
});

test('a file that is gone from the hub has failed', async () => {
  await start();
  const plan = stand.plan(a);
  const id = stand.queue.add({ ...plan, files: [{ ...plan.files[0]!, path: 'none.gguf' }] });
  const failed = await stand.reaches(id, 'failed');
  expect(failed.problem).toMatchObject({ code: 'notFound' });
});

test('a hub that limits requests is waited for', async () => {
  await start();
  stand.hub.limitRate(2);
  const id = stand.queue.add(stand.plan(a));
  const waiting = await stand.reaches(id, 'waiting');
  expect(waiting.problem).toMatchObject({ code: 'rateLimited' });
  expect(waiting.problem!.retryAt).toBeGreaterThan(Date.now());
  stand.hub.limitRate(null);
  await stand.reaches(id, 'done');
});

test('a server without Range is read once from its start, and after a cut without writing what is there', async () => {
  await start({ files: { [a]: 8 * mb + 1 } });
  let cuts = 0;
  stand.proxy.plan = () => {
    // Whole files for everyone; the first that is let through breaks.
    if (cuts++ === 20) return { kind: 'cut', at: 0.5 };
    return { kind: 'noRange' };
  };
  const id = stand.queue.add(stand.plan(a));
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [a])).toBe(true);
});

test('progress is told at most four times a second, and names the speed and the time left', async () => {
  await start({ downloads: { speedLimit: 2_000_000 } });
  const times: number[] = [];
  const id = stand.queue.add(stand.plan(a));
  await stand.reaches(id, 'running');
  stand.queue.onChange(() => times.push(performance.now()));
  const found = await waitUntil('a speed', () => {
    const download = stand.get(id);
    return download.bytesPerSecond !== null && download.doneBytes > 4 * mb && download;
  });
  expect(found.bytesPerSecond).toBeGreaterThan(1_000_000);
  expect(found.bytesPerSecond).toBeLessThan(3_000_000);
  expect(found.secondsLeft).toBeGreaterThan(0);
  const seconds = (times.at(-1)! - times[0]!) / 1000;
  expect(times.length - 1).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1);
});

test('a partial folder that cannot be understood is named and left alone', async () => {
  await start();
  await stand.reopen(() => {
    mkdirSync(join(stand.partialFolder, 'odd'), { recursive: true });
    writeFileSync(join(stand.partialFolder, 'odd', 'download.json'), '{"version":1');
  });
  expect(stand.notices.list()).toMatchObject([{ severity: 'warning', message: expect.stringContaining('odd') }]);
  expect(existsSync(join(stand.partialFolder, 'odd', 'download.json'))).toBe(true);
  await stand.reaches(stand.queue.add(stand.plan(c)), 'done');
});
