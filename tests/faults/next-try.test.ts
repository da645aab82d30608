import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChat } from '../contract/describe-transports.ts';
import { startTestHost, type TestHost } from '../contract/test-host.ts';
import { type Client, type Connection, transports } from '../contract/transports.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';

let host: TestHost;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  host = startTestHost();
  connection = await (await transports[0]!.serve(host.context)).connect();
  client = connection.client;
});
afterAll(async () => {
  connection.close();
  await host.close();
});

/** Ends the engine amid a reply, as a native failure does. */
async function endAmidReply(signal: NodeJS.Signals): Promise<string> {
  const { info } = await host.context.loader.ensureLoaded();
  expect(info.contextSize).toBeGreaterThan(0);
  const engine = host.engineProcess().slowDown();
  const chat = await startChat(client, countQuestion);
  await chat.waitForText(10);
  engine.end(signal);
  const reply = await chat.waitForEnd();
  expect(reply).toMatchObject({ status: 'interrupted', failure: { code: 'engineDied' } });
  chat.close();
  return reply.failure!.message;
}

async function replyAgain(): Promise<{ contextSize: number; remarks: string[] }> {
  const chat = await startChat(client, countQuestion);
  expect((await chat.waitForEnd()).text).toBe(countReply);
  chat.close();
  const { state } = host.context.loader;
  if (state.status !== 'loaded') throw new Error('no model is loaded');
  return state.info;
}

it('proposes less after the engine ended by itself, and says so', async () => {
  // A kill from outside says nothing of the model.
  expect(await endAmidReply('SIGKILL')).not.toContain('next try');
  expect(await replyAgain()).toMatchObject({ contextSize: 1024, remarks: [] });

  expect(await endAmidReply('SIGSEGV')).toMatch(
    /^The engine crashed \(SIGSEGV\).* The next try proposes less: a context of 512 instead of 1,024\.$/,
  );
  const half = await replyAgain();
  expect(half.contextSize).toBe(512);
  expect(half.remarks.join()).toContain('a context of 512 instead of 1,024');

  expect(await endAmidReply('SIGABRT')).toContain('The next try proposes less: a context of 256 instead of 512.');
  expect((await replyAgain()).contextSize).toBe(256);

  expect(await endAmidReply('SIGABRT')).toContain('There is nothing less left to try: choose a smaller quantization');
  expect((await replyAgain()).contextSize).toBe(256);

  // Another wish starts anew.
  await client.settings.update({ contextSize: 768 });
  expect(await replyAgain()).toMatchObject({ contextSize: 768, remarks: [] });
});
