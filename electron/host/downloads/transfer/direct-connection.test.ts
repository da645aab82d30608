import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { makeBytes } from '../../../../tests/fixtures/downloads/random-bytes.ts';
import { makeTemporaryFolder } from '../../../../tests/fixtures/temporary-folder.ts';
import { DirectConnection } from './direct-connection.ts';
import { type AnswerHead, UnusualAnswer } from './range-connection.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server that answers each request with the next of these texts, in pieces. */
const speak = (...answers: string[][]) =>
  listen(
    createServer((socket) => {
      socket.on('data', async () => {
        for (const piece of answers.shift() ?? []) {
          if (piece === 'END') socket.end();
          else await new Promise((resolve) => socket.write(piece, 'latin1', () => setTimeout(resolve, 5)));
        }
      });
    }),
  );

interface Outcome {
  head: AnswerHead | null;
  body: Buffer;
  error: Error | null;
}

function get(connection: DirectConnection, url: string, bufferBytes = 7): Promise<Outcome> {
  return new Promise((resolve) => {
    const outcome: Outcome = { head: null, body: Buffer.alloc(0), error: null };
    const target = Buffer.alloc(bufferBytes);
    connection.get(
      new URL(url),
      { range: 'bytes=0-' },
      {
        onHead: (head) => {
          outcome.head = head;
          return true;
        },
        target: () => target,
        onBytes: (count) => {
          outcome.body = Buffer.concat([outcome.body, target.subarray(0, count)]);
          return true;
        },
        onEnd: () => resolve(outcome),
        onError: (error) => resolve({ ...outcome, error }),
      },
    );
  });
}

test('answers come whole, in whatever pieces, one after the other on one connection', async () => {
  const port = await speak(
    ['HTTP/1.1 206 OK\r\nContent-Le', 'ngth: 20\r\n\r', '\n0123456789', '0123456789'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc'],
  );
  const connection = new DirectConnection();
  const url = `http://127.0.0.1:${port}/a?b=c`;
  expect((await get(connection, url)).body.toString()).toBe('01234567890123456789');
  expect((await get(connection, url)).body.toString()).toBe('');
  expect((await get(connection, url)).body.toString()).toBe('abc');
  expect(sockets.size).toBe(1);
  connection.destroy();
});

test('a body that ends early is an error', async () => {
  const port = await speak(['HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n0123456789', 'END']);
  const { body, error } = await get(new DirectConnection(), `http://127.0.0.1:${port}/`);
  expect(body.toString()).toBe('0123456789');
  expect(error).toMatchObject({ code: 'ECONNRESET' });
});

test('a surplus after a body does not become part of the next one', async () => {
  const port = await speak(
    ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nxyz'],
  );
  const connection = new DirectConnection();
  await get(connection, `http://127.0.0.1:${port}/`);
  expect((await get(connection, `http://127.0.0.1:${port}/`)).body.toString()).toBe('xyz');
  expect(sockets.size).toBe(2);
  connection.destroy();
});

test.each([
  ['a chunked body', 'HTTP/1.1 206 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
  ['a body without a length', 'HTTP/1.1 200 OK\r\n\r\nabc'],
  ['two heads', 'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'],
])('%s is left to a general client', async (_what, text) => {
  const port = await speak([text]);
  expect((await get(new DirectConnection(), `http://127.0.0.1:${port}/`)).error).toBeInstanceOf(UnusualAnswer);
});

test('what is no HTTP, or has no end of its head, is an error', async () => {
  const port = await speak(['220 mail.example ESMTP\r\n\r\n'], [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`]);
  expect((await get(new DirectConnection(), `http://127.0.0.1:${port}/`)).error?.message).toMatch(/HTTP/);
  expect((await get(new DirectConnection(), `http://127.0.0.1:${port}/`)).error?.message).toMatch(/too long/);
});

test('a pause holds for the answer that it was made for, not for the next', async () => {
  const port = await speak(
    ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nxyz'],
  );
  const connection = new DirectConnection();
  await get(connection, `http://127.0.0.1:${port}/`);
  connection.pause();
  expect((await get(connection, `http://127.0.0.1:${port}/`)).body.toString()).toBe('xyz');
  connection.destroy();
});

/** A certificate for 127.0.0.1 that lives for a day; null without OpenSSL. */
function makeCertificate(): { key: string; cert: string } | null {
  const folder = makeTemporaryFolder();
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert];
  try {
    execFileSync('openssl', ['req', '-x509', ...options, '-days', '1', ...subject], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return null;
  } finally {
    folder.remove();
  }
}

const certificate = makeCertificate();

test.skipIf(!certificate)(
  'TLS: a body comes whole; a byte that changes on the line breaks the connection',
  async () => {
    const content = makeBytes(3_000_000, 1);
    const server = createHttps(certificate!, (_request, response) => {
      response.writeHead(200, { 'content-length': content.length }).end(content);
    });
    const port = await listen(server as unknown as Server);
    let flipAt = Infinity;
    const line = await listen(
      createServer((socket) => {
        const far = connect(port, '127.0.0.1');
        let passed = 0;
        far.on('data', (chunk: Buffer) => {
          if (flipAt >= passed && flipAt < passed + chunk.length) chunk[flipAt - passed]! ^= 1;
          passed += chunk.length;
          socket.write(chunk);
        });
        for (const end of [far, socket]) end.on('error', () => undefined);
        far.on('close', () => socket.destroy());
        socket.on('data', (chunk) => far.write(chunk)).on('close', () => far.destroy());
      }),
    );
    const url = `https://127.0.0.1:${line}/`;
    // A certificate that nobody vouches for is refused.
    expect((await get(new DirectConnection(), url)).error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const known = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...known, certificate!.cert]);
    try {
      const whole = new DirectConnection();
      expect((await get(whole, url, 1 << 19)).body.equals(content)).toBe(true);
      whole.destroy();
      flipAt = 1_500_000;
      const { body, error } = await get(new DirectConnection(), url, 1 << 19);
      expect(error).not.toBe(null);
      expect(body.length).toBeLessThan(content.length);
      expect(body.equals(content.subarray(0, body.length))).toBe(true);
    } finally {
      tls.setDefaultCACertificates(known);
    }
  },
);
