import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeServer, originOf, startLocalHub, type LocalHub } from '../../../tests/fixtures/hub/local-hub.ts';
import { HubClient } from './hub-client.ts';
import { MemorySecretStore } from './memory-secret-store.ts';
import { findProxy } from './web-fetch.ts';

let hub: LocalHub;
/** What the proxy was asked for. */
const asked: string[] = [];
/** Stands for the one way out of a company's network: it alone knows the host `hub.example`. */
const proxy = createServer((request, response) => {
  asked.push(request.url!);
  const { pathname, search } = new URL(request.url!);
  sendRequest(hub.origin + pathname + search, { headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  }).end();
}).on('connect', (request, socket) => {
  asked.push(request.url!);
  const target = connect(Number(new URL(hub.origin).port), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    target.pipe(socket).pipe(target);
  });
  for (const end of [target, socket]) end.on('error', () => [target, socket].forEach((other) => other.destroy()));
});
/** A tunnel is no longer the server's to close. */
const sockets = new Set<Socket>();
proxy.on('connection', (socket) => sockets.add(socket));

beforeEach(async () => {
  const files = [{ path: 'a.gguf', source: new Uint8Array(4) }];
  hub = await startLocalHub({ repositories: [{ id: 'maker/A-GGUF', files }] });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const socket of sockets) socket.destroy();
  await closeServer(proxy);
  await hub.close();
});

it('goes through the proxy that the environment names, but not to this machine', async () => {
  vi.stubEnv('http_proxy', originOf(proxy));
  vi.stubEnv('no_proxy', 'direct.example');
  const settings = { current: { hub: { endpoint: 'http://hub.example', mirrors: [] } } };
  const client = new HubClient(settings, new MemorySecretStore());
  expect(await client.search('a-gguf')).toHaveLength(1);
  expect(asked.length).toBeGreaterThan(0);
  const before = asked.length;
  settings.current.hub.endpoint = hub.origin;
  expect(await client.search('a-gguf')).toHaveLength(1);
  expect(asked).toHaveLength(before);
});

it('loads nothing where the environment names no proxy', async () => {
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']) vi.stubEnv(name, '');
  expect(await findProxy(new URL('https://hub.example'))).toBeNull();
});
