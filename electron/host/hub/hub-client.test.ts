import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { startFaultProxy } from '../../../tests/fixtures/hub/fault-proxy.ts';
import type { ShelfRepository } from '../../../tests/fixtures/hub/hub-shelf.ts';
import { startLocalHub, type LocalHub, type LocalHubOptions } from '../../../tests/fixtures/hub/local-hub.ts';
import { embeddedModelPath } from '../../../tests/fixtures/project-paths.ts';
import type { AppErrorCode } from '../../../models/app-error.ts';
import { HubClient } from './hub-client.ts';
import { MemorySecretStore } from './memory-secret-store.ts';
import { readEnvironmentToken } from './hub-token.ts';

const ember: ShelfRepository = {
  id: 'conclave/Ember-12M-GGUF',
  files: [
    { path: 'Ember-12M-A6M-Q8_0.gguf', source: embeddedModelPath },
    { path: 'README.md', source: Buffer.from('# Ember') },
  ],
  downloads: 12,
  likes: 3,
  licence: 'mit',
};
const gated: ShelfRepository = {
  ...ember,
  id: 'conclave/Secret-GGUF',
  gated: 'manual',
};
const users = {
  hf_ada: { name: 'ada', granted: [gated.id] },
  hf_eve: { name: 'eve', granted: [] },
  'own-hub-token': { name: 'otto', granted: [gated.id] },
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function startHub(options: Partial<LocalHubOptions> = {}): Promise<LocalHub> {
  const hub = await startLocalHub({ repositories: [ember, gated], users, ...options });
  closing.push(() => hub.close());
  return hub;
}

function makeClient(endpoint: string, mirrors: string[] = [], secrets = new MemorySecretStore()) {
  const settings = { current: { hub: { endpoint, mirrors } } };
  return { client: new HubClient(settings, secrets), settings };
}

async function expectFailure(call: Promise<unknown>, code: AppErrorCode, data: Record<string, unknown> = {}) {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'AppError', code, data });
  const { message } = error as Error;
  expect(message).toMatch(/^\p{Lu}.{10,}\.$/u);
  return message;
}

it('finds GGUF repositories over several pages, most downloaded first', async () => {
  const others = Array.from({ length: 7 }, (_, index) => ({ ...ember, id: `maker/Ember-${index}`, downloads: index }));
  const plain = { ...ember, id: 'maker/Ember-safetensors', tags: ['safetensors'], downloads: 99 };
  const hub = await startHub({ repositories: [ember, ...others, plain], pageSize: 3 });
  const { client } = makeClient(`${hub.origin}/`);
  const hits = await client.search('ember');
  expect(hits.map((hit) => hit.downloads)).toEqual([12, 6, 5, 4, 3, 2, 1, 0]);
  const updatedAt = Date.parse('2026-01-02T03:04:05Z');
  expect(hits[0]).toEqual({ id: ember.id, downloads: 12, likes: 3, gated: false, updatedAt });
  expect(hub.requests.filter(({ path }) => path.startsWith('/api/models?'))).toHaveLength(3);
  expect((await client.search(' https://huggingface.co/maker/Ember-5/tree/main ')).map(({ id }) => id)).toEqual([
    'maker/Ember-5',
  ]);
  expect(await client.search('nothing-like-it')).toEqual([]);
});

it('reads a repository at its commit, with sizes and hashes of all pages', async () => {
  const hub = await startHub({ pageSize: 1 });
  const repository = await makeClient(hub.origin).client.readRepository(ember.id);
  const { commit, files } = hub.shelf.find(ember.id)!;
  expect(repository).toMatchObject({ id: ember.id, revision: commit, licence: 'mit', gated: false });
  expect(repository.files).toEqual([
    { path: 'Ember-12M-A6M-Q8_0.gguf', sizeBytes: files[0]!.sizeBytes, sha256: files[0]!.sha256 },
    { path: 'README.md', sizeBytes: 7, sha256: null },
  ]);
});

it('leaves out paths that lead elsewhere', async () => {
  const paths = [
    '../a.gguf',
    '/a.gguf',
    'a/../../b.gguf',
    'a\\b.gguf',
    'a\u0000.gguf',
    'a\n.gguf',
    'c:a.gguf',
    'a/./b',
    '..',
    'a./b',
    'a\u202efugg.exe',
    `${'a'.repeat(300)}.gguf`,
  ];
  const source = new Uint8Array(4);
  const good = ['a.gguf', 'Q4_K_M/model-00001-of-00002.gguf', '.hidden', 'ä ö.gguf'];
  const files = [...paths, ...good].map((path) => ({ path, source, lfs: true }));
  const hub = await startHub({ repositories: [{ id: 'evil/paths', files }] });
  const repository = await makeClient(hub.origin).client.readRepository('evil/paths');
  expect(repository.files.map(({ path }) => path).sort()).toEqual(good.sort());
});

it('resolves a file to its signed address elsewhere without fetching it', async () => {
  const hub = await startHub();
  const { client } = makeClient(hub.origin);
  const { commit, files } = hub.shelf.find(ember.id)!;
  const resolved = await client.resolveFile(ember.id, commit, files[0]!.path);
  expect(resolved).toMatchObject({ sizeBytes: files[0]!.sizeBytes, sha256: files[0]!.sha256, headers: {} });
  expect(new URL(resolved.url).origin).toBe(hub.storageOrigin);
  expect(hub.sentBytes()).toBe(0);
  expect((await fetch(resolved.url, { headers: { range: 'bytes=0-3' } })).status).toBe(206);
  const plain = await client.resolveFile(ember.id, commit, 'README.md');
  expect(plain).toMatchObject({ url: `${hub.origin}/${ember.id}/resolve/${commit}/README.md`, sizeBytes: 7 });
  await expectFailure(client.resolveFile(ember.id, commit, 'gone.gguf'), 'notFound');
});

it('follows a repository to its new name', async () => {
  const hub = await startHub({ repositories: [{ ...ember, formerIds: ['old/Name'] }] });
  const { client } = makeClient(hub.origin);
  const repository = await client.readRepository('old/Name');
  expect(repository.id).toBe(ember.id);
  const resolved = await client.resolveFile('old/Name', repository.revision, repository.files[0]!.path);
  expect(new URL(resolved.url).origin).toBe(hub.storageOrigin);
});

it('reads the header of a remote file with few bytes, and once', async () => {
  const hub = await startHub();
  const { client } = makeClient(hub.origin);
  const repository = await client.readRepository(ember.id);
  const header = await client.readHeader(ember.id, repository.revision, repository.files[0]!);
  expect(header.metadata.get('general.architecture')).toBeTypeOf('string');
  expect(header.tensors.length).toBeGreaterThan(10);
  expect(header.dataOffsetBytes).toBeLessThan(repository.files[0]!.sizeBytes);
  const sent = hub.sentBytes();
  expect(sent).toBeLessThanOrEqual(Math.max(1 << 20, header.dataOffsetBytes * 1.6));
  expect(await client.readHeader(ember.id, repository.revision, repository.files[0]!)).toBe(header);
  expect(hub.sentBytes()).toBe(sent);
});

it('fetches more of a header that is longer than the first request, past an expired address', async () => {
  const original = readFileSync(embeddedModelPath);
  const long = lengthenHeader(original, 5_000_000);
  const hub = await startHub({ repositories: [{ ...ember, files: [{ path: 'long.gguf', source: long }] }] });
  const proxy = await startFaultProxy(hub.storageOrigin);
  closing.push(() => proxy.close());
  hub.redirectTo = proxy.origin;
  proxy.plan = ({ index }) => (index === 1 ? { kind: 'expiredAddress' } : index === 2 ? { kind: 'noRange' } : null);
  const { client } = makeClient(hub.origin);
  const repository = await client.readRepository(ember.id);
  const header = await client.readHeader(ember.id, repository.revision, repository.files[0]!);
  expect(header.dataOffsetBytes).toBeGreaterThan(5_000_000);
  expect(header.tensors.length).toBeGreaterThan(10);
  expect(proxy.faults.map(({ fault }) => fault.kind)).toEqual(['expiredAddress', 'noRange']);
});

it('says of a file that is no GGUF what is wrong with it', async () => {
  const files = [
    { path: 'text.gguf', source: Buffer.from('once upon a time there was a model') },
    { path: 'cut.gguf', source: readFileSync(embeddedModelPath).subarray(0, 5000) },
  ];
  const hub = await startHub({ repositories: [{ ...ember, files }] });
  const { client } = makeClient(hub.origin);
  const { revision, files: found } = await client.readRepository(ember.id);
  for (const file of found) await expectFailure(client.readHeader(ember.id, revision, file), 'modelBroken');
});

it('says what a gated repository asks for, and opens it with a token of someone who was let in', async () => {
  const hub = await startHub();
  const { client } = makeClient(hub.origin);
  const { revision, files, gated: isGated } = await client.readRepository(gated.id);
  expect(isGated).toBe(true);
  const resolve = () => client.resolveFile(gated.id, revision, files[0]!.path);
  expect(await expectFailure(resolve(), 'accessDenied', { gated: true, tokenSent: false })).toContain('token');
  await client.setToken('hf_eve');
  expect(await expectFailure(resolve(), 'accessDenied', { gated: true, tokenSent: true })).toContain('licence');
  await client.setToken(' hf_ada\n');
  expect(new URL((await resolve()).url).origin).toBe(hub.storageOrigin);
  await client.readHeader(gated.id, revision, files[0]!);
  const storage = hub.requests.filter(({ origin }) => origin === 'storage');
  expect(storage.length).toBeGreaterThan(0);
  expect(storage.every(({ authorization }) => authorization === null)).toBe(true);
});

it('takes a token after asking whose it is, and no other', async () => {
  const hub = await startHub();
  const { client, settings } = makeClient(hub.origin);
  const told: unknown[] = [];
  client.onAccess((access) => told.push(access));
  expect(client.access).toEqual({ endpoint: hub.origin, token: 'none', userName: null });
  await expectFailure(client.setToken('two words'), 'badInput');
  const refusal = await expectFailure(client.setToken('hf_wrong'), 'accessDenied', { gated: false, tokenSent: true });
  expect(refusal).not.toContain('hf_wrong');
  expect(client.access.token).toBe('none');
  expect(await client.setToken('own-hub-token')).toEqual({ endpoint: hub.origin, token: 'thisRun', userName: 'otto' });
  // Another endpoint never sees it.
  const other = await startHub();
  settings.current = { hub: { endpoint: other.origin, mirrors: [] } };
  expect(client.access.token).toBe('none');
  await client.search('ember');
  expect(other.requests.every(({ authorization }) => authorization === null)).toBe(true);
  settings.current = { hub: { endpoint: hub.origin, mirrors: [] } };
  expect(client.clearToken().token).toBe('none');
  expect(told).toHaveLength(2);
});

it('takes the token of the environment, for the hub that it names', async () => {
  const hub = await startHub();
  const secret = readEnvironmentToken({ HF_TOKEN: 'hf_ada', HF_ENDPOINT: hub.origin });
  const { client } = makeClient(hub.origin, [], new MemorySecretStore(secret));
  expect(client.access.token).toBe('thisRun');
  const { revision, files } = await client.readRepository(gated.id);
  await client.resolveFile(gated.id, revision, files[0]!.path);
  expect(readEnvironmentToken({})).toBeNull();
  expect(JSON.parse(readEnvironmentToken({ HF_TOKEN: 'x' })!)).toMatchObject({ origin: 'https://huggingface.co' });
});

it('goes to the mirrors in turn when the endpoint is down or broken, without the token', async () => {
  const hub = await startHub();
  const broken = await startFaultProxy(hub.origin, () => ({ kind: 'status', status: 502 }));
  closing.push(() => broken.close());
  const endpoint = await startFaultProxy(hub.origin);
  closing.push(() => endpoint.close());
  const { client } = makeClient(endpoint.origin, [broken.origin, hub.origin]);
  await client.setToken('hf_ada');
  const before = hub.requests.length;
  await endpoint.setOffline(true);
  expect(await client.search('ember')).toHaveLength(1);
  await endpoint.setOffline(false);
  endpoint.plan = () => ({ kind: 'status', status: 503 });
  expect((await client.readRepository(ember.id)).files).toHaveLength(2);
  expect(hub.requests.slice(before).every(({ authorization }) => authorization === null)).toBe(true);
  // What the endpoint itself says counts.
  endpoint.plan = () => null;
  await expectFailure(client.readRepository('nobody/Nothing'), 'notFound');
});

it('says that there is no network, that the hub limits the rate, and that it has trouble', async () => {
  const hub = await startHub();
  const proxy = await startFaultProxy(hub.origin);
  closing.push(() => proxy.close());
  const { client } = makeClient(proxy.origin);
  hub.limitRate(90);
  const limited = await expectFailure(client.search('ember'), 'rateLimited', { retryAfterSeconds: 90 });
  expect(limited).toContain('90 seconds');
  hub.limitRate(null);
  proxy.plan = () => ({ kind: 'status', status: 500 });
  await expectFailure(client.search('ember'), 'hubFailed', { status: 500 });
  await proxy.setOffline(true);
  await expectFailure(client.search('ember'), 'offline', { cause: 'ECONNREFUSED' });
  const aborted = AbortSignal.abort();
  await expectFailure(client.search('ember', aborted), 'aborted');
});

it('does not trip over a network that answers in the hub’s place', async () => {
  const pages = [Buffer.from('<html>Log in</html>'), Buffer.from('{"hello":1}'), Buffer.from('[null]')];
  for (const source of pages) {
    // Any path of this repository is served as it is, so that it can stand for a hub that says anything.
    const hub = await startHub({
      repositories: [{ id: 'a/b', files: [{ path: 'x/api/models', source, lfs: false }] }],
    });
    const { client } = makeClient(`${hub.origin}/a/b/resolve/main/x`);
    await expectFailure(client.search('ember'), 'hubFailed');
  }
});

it('refuses to be redirected away from the web', async () => {
  const hub = await startHub();
  hub.redirectTo = 'file://';
  const { client } = makeClient(hub.origin);
  const { revision, files } = await client.readRepository(ember.id);
  await expectFailure(client.resolveFile(ember.id, revision, files[0]!.path), 'hubFailed');
});

/** Puts a long text before the other metadata, so that everything behind it moves. */
function lengthenHeader(original: Buffer, bytes: number): Buffer {
  const key = 'general.padding';
  const entry = Buffer.alloc(8 + key.length + 4 + 8 + bytes, 0x20);
  entry.writeBigUInt64LE(BigInt(key.length), 0);
  entry.write(key, 8);
  entry.writeUInt32LE(8, 8 + key.length);
  entry.writeBigUInt64LE(BigInt(bytes), 12 + key.length);
  const start = Buffer.from(original.subarray(0, 24));
  start.writeBigUInt64LE(start.readBigUInt64LE(16) + 1n, 16);
  return Buffer.concat([start, entry, original.subarray(24)]);
}
