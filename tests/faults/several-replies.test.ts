import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChat } from '../contract/describe-transports.ts';
import { startTestHost, type TestHost } from '../contract/test-host.ts';
import { type Connection, transports } from '../contract/transports.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

let host: TestHost;
let connection: Connection;
beforeAll(async () => {
  host = startTestHost();
  connection = await (await transports[0]!.serve(host.context)).connect();
});
afterAll(async () => {
  connection.close();
  await host.close();
});

const longText = `${'the quick brown fox and the lazy dog '.repeat(70)}.`;

it.each(['SIGKILL', 'SIGABRT'] as const)(
  'two replies and a prompt that is being read all end with the cause by %s, and the next ones work',
  async (signal) => {
    await host.context.loader.ensureLoaded();
    const engine = host.engineProcess().slowDown();
    const start = (text: string) => startChat(connection.client, text);
    const streams = [await start(countQuestion), await start(countQuestion)];
    for (const chat of streams) await chat.waitForText(10);
    const reading = await start(longText);
    await waitUntil('a part of the long prompt', () =>
      reading.events.some((event) => event.type === 'activity' && (event.doneTokens ?? 0) > 0),
    );
    engine.end(signal);
    for (const chat of [...streams, reading]) {
      const reply = await chat.waitForEnd();
      expect(reply).toMatchObject({ status: 'interrupted', failure: { code: 'engineDied' } });
      expect(reply.failure!.message).toContain(signal);
    }
    for (const chat of streams) expect(countReply.startsWith(chat.reply.text)).toBe(true);
    expect(reading.reply.text).toBe('');
    const next = [await start(countQuestion), await start(countQuestion)];
    for (const chat of next) expect((await chat.waitForEnd()).text).toBe(countReply);
    for (const chat of [...streams, reading, ...next]) chat.close();
  },
);
