import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWebShell, type WebShellServer } from '../../electron/host/transport/web-shell-server.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { sendRawRequest } from './raw-request.ts';
import { startTestHost, type TestHost } from './test-host.ts';

const page = '<!doctype html><title>The page</title>';
const secret = 'This file lies beside the page.';

describe('access to the web shell', () => {
  const files = makeTemporaryFolder();
  let host: TestHost;
  let server: WebShellServer;
  let origin: string;
  let cookie: string;

  beforeAll(async () => {
    mkdirSync(join(files.path, 'renderer', 'assets'), { recursive: true });
    writeFileSync(join(files.path, 'renderer', 'index.html'), page);
    writeFileSync(join(files.path, 'renderer', 'assets', 'a b.js'), 'void 0;');
    writeFileSync(join(files.path, 'secret.txt'), secret);
    mkdirSync(join(files.path, 'renderer-other'));
    writeFileSync(join(files.path, 'renderer-other', 'secret.txt'), secret);
    symlinkSync(join(files.path, 'renderer', 'index.html'), join(files.path, 'renderer', 'linked.html'));
    host = startTestHost();
    server = await startWebShell(host.context, join(files.path, 'renderer'));
    origin = new URL(server.link).origin;
  });

  afterAll(async () => {
    await server.close();
    await host.close();
    files.remove();
  });

  const get = (path: string, headers: Record<string, string> = {}) => sendRawRequest(origin, path, { headers });

  it('refuses a missing and a wrong token, and sets no cookie', async () => {
    for (const path of [
      '/',
      '/index.html',
      '/open',
      '/open?token=',
      '/open?token=wrong',
      `/open?token=${'A'.repeat(43)}`,
    ]) {
      const response = await get(path);
      expect(response.status, path).toBe(401);
      expect(response.headers['set-cookie'], path).toBeUndefined();
      expect(response.body).not.toContain('The page');
      expect(response.body).toContain('one-time link');
    }
  });

  it('serves 127.0.0.1 only, and no guessable link', () => {
    expect(new URL(server.link).hostname).toBe('127.0.0.1');
    expect(new URL(server.link).searchParams.get('token')).toMatch(/^[\w-]{43}$/);
  });

  it('trades the token for a cookie, once', async () => {
    const { pathname, search } = new URL(server.link);
    const first = await get(pathname + search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const [set] = first.headers['set-cookie']!;
    expect(set).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    cookie = set!.split(';')[0]!;
    const second = await get(pathname + search);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('serves the page to the holder of the cookie, with its security headers', async () => {
    const response = await get('/', { cookie });
    expect(response.status).toBe(200);
    expect(response.body).toBe(page);
    const policy = response.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(response.headers['x-content-type-options']).toBe('nosniff');
    expect((await get('/assets/a%20b.js', { cookie })).headers['content-type']).toContain('text/javascript');
    expect((await get('/nothing.js', { cookie })).status).toBe(404);
    expect((await get(new URL(server.link).pathname + '?token=used', { cookie })).status).toBe(303);
  });

  it('refuses a wrong cookie', async () => {
    const [name] = cookie.split('=');
    for (const wrong of [`${name}=`, `${name}=wrong`, 'other=1', `${cookie}x`]) {
      expect((await get('/', { cookie: wrong })).status, wrong).toBe(401);
    }
  });

  it('refuses other methods', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await sendRawRequest(origin, '/', { method, headers: { cookie } });
      expect(response.status, method).toBe(405);
    }
  });

  it('refuses a foreign Host name, also with the cookie', async () => {
    const { port } = new URL(origin);
    for (const hostName of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, '127.0.0.1:1']) {
      const response = await get('/', { cookie, host: hostName });
      expect(response.status, hostName).toBe(403);
      expect(response.body).not.toContain('The page');
    }
    expect((await get('/', { cookie, host: `localhost:${port}` })).status).toBe(200);
  });

  it('gives no file outside the page', async () => {
    const ways = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '/assets%2f..%2f..%2fsecret.txt',
      '/../renderer-other/secret.txt',
      '/%00/../secret.txt',
      '/%',
      '/assets',
      `/${encodeURIComponent(join(files.path, 'secret.txt'))}`,
    ];
    for (const path of ways) {
      const response = await get(path, { cookie });
      expect(response.status, path).not.toBe(200);
      expect(response.body, path).not.toContain(secret);
    }
  });

  it('survives paths that are no URL, with and without the cookie', async () => {
    for (const path of ['//', '//secret.txt', '//[', 'http://[', '*', '/\\\\']) {
      for (const headers of [{}, { cookie }]) {
        const response = await get(path, headers);
        expect([200, 400, 401, 404], path).toContain(response.status);
        expect(response.body).not.toContain(secret);
      }
    }
    expect((await get('/', { cookie })).status).toBe(200);
  });

  it('opens the socket for our own page and nobody else', async () => {
    const knock = async (path: string, headers: Record<string, string>): Promise<number | 'open'> => {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers });
      const answer = await Promise.race([
        once(socket, 'open').then(() => 'open' as const),
        once(socket, 'unexpected-response').then((args) => (args[1] as { statusCode: number }).statusCode),
      ]);
      socket.on('error', () => {});
      socket.terminate();
      return answer;
    };
    expect(await knock('/rpc', { cookie, origin })).toBe('open');
    expect(await knock('/rpc', { cookie, origin: origin.replace('127.0.0.1', 'localhost') })).toBe('open');
    expect(await knock('/rpc', { origin })).toBe(401);
    expect(await knock('/rpc', { origin, cookie: `${cookie}x` })).toBe(401);
    expect(await knock('/rpc', { cookie })).toBe(403);
    expect(await knock('/rpc', { cookie, origin: 'null' })).toBe(403);
    expect(await knock('/rpc', { cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await knock('/rpc', { cookie, origin: origin.replace('http:', 'https:') })).toBe(403);
    expect(await knock('/rpc', { cookie, origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await knock('/rpc', { cookie, origin, host: 'evil.example' })).toBe(403);
    expect(await knock('/other', { cookie, origin })).toBe(404);
  });

  it('survives connections that break or send what is no frame', async () => {
    const headers = { cookie, origin };
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    (socket as unknown as { _socket: Socket })._socket.write(Buffer.alloc(64, 0xff));
    await closed;

    const { hostname, port } = new URL(origin);
    for (const origins of [origin, 'https://evil.example']) {
      const raw = createConnection(Number(port), hostname);
      await once(raw, 'connect');
      const lines = ['GET /rpc HTTP/1.1', `Host: ${hostname}:${port}`, 'Connection: Upgrade', 'Upgrade: websocket'];
      raw.write([...lines, `Cookie: ${cookie}`, `Origin: ${origins}`, '', ''].join('\r\n'));
      raw.resetAndDestroy();
      await once(raw, 'close');
    }
    expect((await get('/', { cookie })).status).toBe(200);
  });
});
