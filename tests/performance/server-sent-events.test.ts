import { describe, expect, it } from 'vitest';
import { readEventStream } from './server-sent-events.ts';

/** The same bytes in chunks of so many. */
async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('readEventStream', () => {
  const stream =
    'data: {"content":"é","stop":false}\n\n: a comment\n\ndata: {"content":"","stop":true}\n\ndata: [DONE]\n\n';

  it.each([1, 7, 1000])('reads events that come in chunks of %i bytes', async (size) => {
    const events: unknown[] = [];
    for await (const event of readEventStream(cut(stream, size))) events.push(event);
    expect(events).toEqual([
      { content: 'é', stop: false },
      { content: '', stop: true },
    ]);
  });
});
