import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsInTurn, randomFaults, type Fault } from '../fixtures/hub/fault-plan.ts';
import { startFaultProxy, type FaultProxy } from '../fixtures/hub/fault-proxy.ts';
import { startLocalHub, type LocalHub } from '../fixtures/hub/local-hub.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

// The hub and its proxy judge the downloader, so they are looked at themselves, with fetch alone.
const bytes = new Uint8Array(300_000).map((_, index) => (index * 31) % 251);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const resolvePath = '/maker/model-GGUF/resolve/main/model-Q8_0.gguf';

let hub: LocalHub;
let proxy: FaultProxy;

beforeAll(async () => {
  const files = [
    { path: 'model-Q8_0.gguf', source: bytes },
    { path: 'README.md', source: new TextEncoder().encode('# A model') },
  ];
  hub = await startLocalHub({ repositories: [{ id: 'maker/model-GGUF', files }] });
  proxy = await startFaultProxy(hub.storageOrigin);
  hub.redirectTo = proxy.origin;
});

afterAll(async () => {
  await proxy.close();
  await hub.close();
});

async function findAddress(): Promise<string> {
  const answer = await fetch(hub.origin + resolvePath, { method: 'HEAD', redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(answer.headers.get('x-linked-etag')).toBe(`"${sha256}"`);
  expect(answer.headers.get('x-linked-size')).toBe('300000');
  return answer.headers.get('location')!;
}

async function fetchWith(fault: Fault | null, headers: Record<string, string> = {}): Promise<Response> {
  proxy.plan = faultsInTurn([fault]);
  return fetch(await findAddress(), { headers });
}

async function readBytes(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

test('it sends a whole file, a part, and neither for a part that is not there', async () => {
  const whole = await fetchWith(null);
  expect(whole.status).toBe(200);
  expect(whole.headers.get('etag')).toBe(`"${sha256}"`);
  expect(await readBytes(whole)).toEqual(bytes);
  const part = await fetchWith(null, { range: 'bytes=100-199' });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe('bytes 100-199/300000');
  expect(await readBytes(part)).toEqual(bytes.slice(100, 200));
  const end = await fetchWith(null, { range: 'bytes=299990-' });
  expect(await readBytes(end)).toEqual(bytes.slice(299_990));
  expect((await fetchWith(null, { range: 'bytes=300000-' })).status).toBe(416);
  expect((await fetchWith(null, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
  expect((await fetchWith(null, { range: 'bytes=0-9', 'if-range': `"${sha256}"` })).status).toBe(206);
});

test('a signed address expires', async () => {
  const address = await findAddress();
  hub.expireAddresses();
  expect((await fetch(address)).status).toBe(403);
  expect((await fetch(`${await findAddress()}0`)).status).toBe(403);
  expect((await fetch(await findAddress())).status).toBe(200);
});

test('each fault is what it says', async () => {
  const cut = await fetchWith({ kind: 'cut', at: 0.5 });
  await expect(readBytes(cut)).rejects.toThrow();
  const truncated = await fetchWith({ kind: 'truncate', at: 0.5 });
  expect(await readBytes(truncated)).toEqual(bytes.slice(0, 150_000));
  const wrong = await readBytes(await fetchWith({ kind: 'wrongByte', at: 0.25 }));
  expect([...wrong.keys()].filter((index) => wrong[index] !== bytes[index])).toEqual([75_000]);
  const short = await fetchWith({ kind: 'wrongLength', by: -10 }, { range: 'bytes=0-99' });
  expect(short.headers.get('content-range')).toBe('bytes 0-99/299990');
  expect((await readBytes(short)).length).toBe(90);
  await expect(fetchWith({ kind: 'wrongLength', by: 10 }).then(readBytes)).rejects.toThrow();
  const limited = await fetchWith({ kind: 'status', status: 429, retryAfterSeconds: 7 });
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await fetchWith({ kind: 'expiredAddress' })).status).toBe(403);
  const changed = await fetchWith({ kind: 'changedEtag' }, { range: 'bytes=0-9', 'if-range': `"${sha256}"` });
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(`"${sha256}"`);
  const whole = await fetchWith({ kind: 'noRange' }, { range: 'bytes=0-9' });
  expect(whole.status).toBe(200);
  expect(await readBytes(whole)).toEqual(bytes);
  const started = performance.now();
  expect(await readBytes(await fetchWith({ kind: 'slow', bytesPerSecond: 3_000_000 }))).toEqual(bytes);
  expect(performance.now() - started).toBeGreaterThan(80);
});

test('a stalled answer stays open, and a held one goes on', async () => {
  const before = proxy.deliveredBytes;
  const stalled = await fetchWith({ kind: 'stall', at: 0.5 });
  const reader = stalled.body!.getReader();
  let received = 0;
  while (received < 150_000) received += (await reader.read()).value!.length;
  expect(received).toBe(150_000);
  expect(proxy.deliveredBytes - before).toBe(150_000);
  await reader.cancel();

  proxy.allow(1000);
  const held = fetchWith(null).then(readBytes);
  await waitUntil('the allowed bytes', () => proxy.deliveredBytes - before === 151_000);
  proxy.allow(Infinity);
  expect(await held).toEqual(bytes);
});

test('offline, it takes no connection, and then again at the same place', async () => {
  const address = await findAddress();
  await proxy.setOffline(true);
  await expect(fetch(address)).rejects.toThrow();
  await proxy.setOffline(false);
  expect((await fetch(address)).status).toBe(200);
});

test('random faults are the same for the same seed', () => {
  const draw = (seed: number) => {
    const plan = randomFaults({ seed, count: 100, oneIn: 1 });
    return Array.from({ length: 101 }, (_, index) => plan({ index, method: 'GET', path: '/', range: null }));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(new Set(draw(1).map((fault) => fault?.kind)).size).toBe(11);
});
