import { expect, test } from 'vitest';
import { parseHead } from './parse-head.ts';

test('a head is read, its names in lower case', () => {
  expect(parseHead('HTTP/1.1 206 Partial Content\r\nContent-Length:  5 \r\nETag: "a"')).toEqual({
    status: 206,
    headers: { 'content-length': '5', etag: '"a"' },
    keepsAlive: true,
  });
  expect(parseHead('HTTP/1.1 200 OK\r\nConnection: Close')?.keepsAlive).toBe(false);
  expect(parseHead('HTTP/1.0 200 OK')?.keepsAlive).toBe(false);
});

test.each([
  'SSH-2.0-OpenSSH',
  'HTTP/2 200',
  'HTTP/1.1 20 Short',
  'HTTP/1.1 200 OK\r\nno colon',
  'HTTP/1.1 200 OK\r\n folded: line',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6',
])('%j is refused', (text) => {
  expect(parseHead(text)).toBe(null);
});
