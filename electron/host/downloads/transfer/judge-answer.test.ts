import { expect, test } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';

const asked = { start: 100, end: 200, fileBytes: 1000, etag: '"a"', wholeAllowed: false };
const part = { 'content-range': 'bytes 100-199/1000', 'content-length': '100', etag: '"a"' };
const judge = (status: number, headers: Record<string, string>, change = {}) =>
  judgeAnswer({ status, headers }, { ...asked, ...change }, Date.parse('2026-01-01T00:00:00Z'));

test('the right part is taken, also one that ends earlier or has no total', () => {
  expect(judge(206, part)).toEqual({ accepted: { start: 100, end: 200 }, etag: '"a"' });
  const shorter = { ...part, 'content-range': 'bytes 100-149/*', 'content-length': '50' };
  expect(judge(206, shorter)).toMatchObject({ accepted: { start: 100, end: 150 } });
});

test.each([
  ['another part', 206, { ...part, 'content-range': 'bytes 0-99/1000' }, 'wrongPart'],
  [
    'more than was asked for',
    206,
    { ...part, 'content-range': 'bytes 100-200/1000', 'content-length': '101' },
    'wrongPart',
  ],
  ['another length of the file', 206, { ...part, 'content-range': 'bytes 100-199/1005' }, 'wrongPart'],
  ['another length of the part', 206, { ...part, 'content-length': '95' }, 'wrongPart'],
  ['no range at all', 206, { 'content-length': '100' }, 'wrongPart'],
  ['a compressed body', 206, { ...part, 'content-encoding': 'gzip' }, 'wrongPart'],
  ['another ETag', 206, { ...part, etag: '"b"' }, 'changed'],
  ['the whole of another file', 200, { 'content-length': '1000', etag: '"b"' }, 'changed'],
  ['the whole file', 200, { 'content-length': '1000', etag: '"a"' }, 'ignoresRange'],
  ['beyond the end', 416, {}, 'wrongPart'],
  ['an expired address', 403, {}, 'refused'],
  ['an address that is gone', 404, {}, 'refused'],
  ['trouble', 502, {}, 'server'],
  ['too much', 429, {}, 'rateLimited'],
  ['elsewhere', 302, { location: 'https://b/c' }, 'redirected'],
])('%s is refused', (_what, status, headers, kind) => {
  expect(judge(status, headers as unknown as Record<string, string>)).toMatchObject({ failure: { kind } });
});

test('the whole is taken where it is allowed', () => {
  expect(judge(200, { 'content-length': '1000' }, { wholeAllowed: true })).toMatchObject({
    accepted: { start: 0, end: 1000 },
  });
  expect(judge(200, { 'content-length': '999' }, { wholeAllowed: true })).toMatchObject({
    failure: { kind: 'wrongPart' },
  });
});

test('Retry-After is seconds or a date', () => {
  expect(judge(429, { 'retry-after': '7' })).toMatchObject({ failure: { retryAfterMs: 7000 } });
  const date = 'Thu, 01 Jan 2026 00:00:09 GMT';
  expect(judge(503, { 'retry-after': date })).toMatchObject({ failure: { retryAfterMs: 9000 } });
  expect(judge(503, { 'retry-after': 'soon' })).toMatchObject({ failure: { retryAfterMs: null } });
});
