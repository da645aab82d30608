import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SettingsPatch } from '../../models/settings.ts';
import { writeRoomyModel } from '../fixtures/gguf/roomy-model.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import type { ChatFollower } from './chat-follower.ts';
import { describeTransports, type Served } from './describe-transports.ts';

/** So many tokens, and a few of the template: in the model's vocabulary a character is one. */
const text = (tokens: number) => ''.padEnd(tokens, 'the quick brown fox and the lazy dog ');

/** What each load of the host was to make of the context. */
const askedSizes = ({ host }: Served) =>
  host.engineRequests.flatMap((request) => (request.type === 'load' ? [request.options.autoContextSize ?? null] : []));
const activitiesOf = (chat: ChatFollower) =>
  chat.events.flatMap((event) => (event.type === 'activity' ? [event.activity] : []));

async function haveRoomyModel({ host, client }: Served, settings: SettingsPatch = {}): Promise<void> {
  await client.settings.update({
    sampling: { temperature: 0, maxTokens: 8 },
    contextSize: 'auto',
    contextPolicy: 'dropOldest',
    ...settings,
  });
  const path = writeRoomyModel(join(host.folder.root, 'roomy.gguf'));
  const { modelId } = await client.models.importPath({ path, mode: 'link' });
  await client.models.select({ modelId: modelId! });
  // What earlier tests needed is forgotten with the model.
  await client.models.unload();
  await host.context.loader.ensureLoaded();
}

describeTransports('a context whose length is left to the app', {}, (served) => {
  it('grows with a conversation that needs more, and keeps what was read', async () => {
    await haveRoomyModel(served);
    const { loader } = served.host.context;
    const chat = await served.start(text(5000));
    expect((await chat.waitForEnd()).stats).toMatchObject({ context: { size: 8192 } });
    const loads = askedSizes(served).length;
    await served.say(chat, text(2500));
    expect(chat.reply).toMatchObject({ status: 'complete', stats: { droppedMessages: 0, context: { size: 16_384 } } });
    // The state that the shorter context left on the disk is good in the longer one.
    expect(chat.reply.stats!.reusedTokens).toBeGreaterThan(5000);
    expect(activitiesOf(chat)).toContain('growingContext');
    expect(loader.state.status === 'loaded' && loader.state.info.remarks).toContain(
      'The context was made longer because a conversation needs it: 16,384 tokens.',
    );
    // It has grown enough, and stays so for the others.
    await served.say(chat, text(200));
    const other = await served.start(text(100));
    expect((await other.waitForEnd()).stats!.context!.size).toBe(16_384);
    expect(askedSizes(served).slice(loads)).toEqual([16_384]);
    for (const one of [chat, other]) one.close();
  });

  it('grows to what there is room for, and then the oldest turns leave the model’s sight', async () => {
    await haveRoomyModel(served);
    const chat = await served.start(text(7000));
    expect((await chat.waitForEnd()).stats).toMatchObject({ promptTokens: expect.closeTo(7020, -2) as number });
    const loads = askedSizes(served).length;
    await served.say(chat, text(7000));
    expect(chat.reply.stats).toMatchObject({ droppedMessages: 0, contextShifted: false });
    await served.say(chat, text(7000));
    expect(chat.reply.status).toBe('complete');
    expect(chat.reply.stats).toMatchObject({ droppedMessages: 2, contextShifted: true });
    expect(chat.reply.stats!.context!.size).toBeGreaterThanOrEqual(20_000);
    await served.say(chat, text(100));
    expect(chat.reply.stats!.droppedMessages).toBe(2);
    expect(askedSizes(served).slice(loads)).toEqual([20_000]);
    chat.close();
  });

  it('grows before a conversation is refused, where that is the policy', async () => {
    await haveRoomyModel(served, { contextPolicy: 'stop' });
    const chat = await served.start(text(9000));
    expect((await chat.waitForEnd()).stats).toMatchObject({ context: { size: 16_384 } });
    await served.say(chat, text(9000));
    expect(chat.reply.stats).toMatchObject({ droppedMessages: 0 });
    await served.say(chat, text(9000));
    expect(chat.reply).toMatchObject({ status: 'failed', failure: { code: 'contextFull' } });
    const tooLong = await served.start(text(21_000));
    expect(await tooLong.waitForEnd()).toMatchObject({ status: 'failed', failure: { code: 'promptTooLong' } });
    for (const one of [chat, tooLong]) one.close();
  });

  it('stays as long as it was chosen', async () => {
    await haveRoomyModel(served, { contextSize: 8192 });
    const loads = askedSizes(served).length;
    const chat = await served.start(text(5000));
    await chat.waitForEnd();
    await served.say(chat, text(5000));
    expect(chat.reply.stats).toMatchObject({ droppedMessages: 2, context: { size: 8192 } });
    expect(askedSizes(served).slice(loads)).toEqual([]);
    chat.close();
  });

  it('grows once the replies in the making have ended, and a reply that waits for that can be stopped', async () => {
    await haveRoomyModel(served);
    await served.client.settings.update({ sampling: { maxTokens: 3000 } });
    const engine = await served.slowEngine();
    const writing = await served.start(text(50));
    await writing.waitForText();
    const loads = askedSizes(served).length;
    const long = await served.start(text(7000));
    const conversationId = long.conversation.id;
    await waitUntil('the longer context to be waited for', () => activitiesOf(long).includes('growingContext'));
    await served.client.chat.stop({ conversationId });
    expect((await long.waitForEnd()).status).toBe('stopped');
    const { replyId } = await served.client.chat.regenerate({ conversationId, messageId: long.reply.id });
    await waitUntil('it to be waited for again', () => activitiesOf(long).at(-1) === 'queued');
    const before = writing.reply.text.length;
    await writing.waitForText(before + 1);
    expect(writing.reply.status).toBe('streaming');
    expect(askedSizes(served).length).toBe(loads);
    await served.client.settings.update({ sampling: { maxTokens: 8 } });
    await served.client.chat.stop({ conversationId: writing.conversation.id });
    engine.release();
    expect((await writing.waitForEnd()).status).toBe('stopped');
    expect(await long.waitForReply(replyId)).toMatchObject({
      status: 'complete',
      stats: { context: { size: 16_384 } },
    });
    for (const one of [writing, long]) one.close();
  });
});
