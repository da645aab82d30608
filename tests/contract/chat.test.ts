import { expect, it } from 'vitest';
import {
  countQuestion,
  countReply,
  name,
  nameQuestion,
  nameStatement,
  sumQuestion,
  sumReply,
} from '../fixtures/ember-replies.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { ChatFollower } from './chat-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

describeTransports('chat', {}, (served) => {
  it('streams a reply and completes it', async () => {
    const chat = await served.start(countQuestion);
    const reply = await chat.waitForEnd();
    expect(reply).toMatchObject({ role: 'assistant', text: countReply, status: 'complete', failure: null });
    expect(reply.stats).toMatchObject({ stopReason: 'endOfReply', contextShifted: false });
    expect(reply.stats!.answerTokens).toBeGreaterThan(100);
    expect(reply.stats!.tokensPerSecond).toBeGreaterThan(0);
    expect(chat.deltasEvents.length).toBeGreaterThan(1);
    expect(chat.conversation).toMatchObject({ title: countQuestion, restart: null });
    chat.close();
  });

  it('numbers events from 1 without a gap, and merges deltas to the final text', async () => {
    const chat = await served.start(countQuestion);
    await chat.waitForEnd();
    expect(chat.events.map((event) => event.seq)).toEqual(chat.events.map((_, index) => index + 1));
    const streamed = chat.deltasEvents.flatMap((event) => event.deltas.map((delta) => delta.text)).join('');
    const snapshot = chat.events[0]!;
    const before = snapshot.type === 'snapshot' ? snapshot.conversation.messages.at(-1)!.text : '';
    // What the last message event brought need not have been streamed to this watcher.
    expect(countReply.startsWith(before + streamed)).toBe(true);
    chat.close();
  });

  it('gives reasoning and answer apart', async () => {
    const chat = await served.start(sumQuestion);
    const reply = await chat.waitForEnd();
    expect(reply.text).toBe(sumReply);
    expect(reply.reasoning).toContain('7 + 8 = 15');
    expect(reply.stats!.reasoningTokens).toBeGreaterThan(0);
    expect(reply.reasoningMs).toBeGreaterThanOrEqual(0);
    chat.close();
  });

  it('lets a second watcher join at any place and tells both the same', async () => {
    const engine = await served.slowEngine();
    const first = await served.start(countQuestion);
    const joined: ChatFollower[] = [];
    for (const characters of [1, 60, 150]) {
      await first.waitForText(characters);
      joined.push(await new ChatFollower(served.client, first.conversation.id).waitForSnapshot());
    }
    for (const follower of joined) expect(follower.conversation.generating).toBe(true);
    engine.release();
    for (const follower of [first, ...joined]) {
      expect((await follower.waitForEnd()).text).toBe(countReply);
      follower.close();
    }
  });

  it('gives a watcher that does not acknowledge merged text, not a queue', async () => {
    const engine = await served.slowEngine();
    const quick = await served.start(countQuestion);
    const slow = await new ChatFollower(served.client, quick.conversation.id, {
      acknowledges: false,
    }).waitForSnapshot();
    await quick.waitForText(150);
    expect(quick.deltasEvents.length).toBeGreaterThan(8);
    const taken = slow.deltasEvents.length;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThanOrEqual(4);
    engine.freeze();
    const missing = quick.reply.text.length - slow.reply.text.length;
    expect(missing).toBeGreaterThan(0);
    await slow.acknowledge();
    await waitUntil('the text that was held for it', () => slow.reply.text.length >= quick.reply.text.length);
    expect(slow.deltasEvents.length).toBe(taken + 1);
    engine.release();
    expect((await slow.waitForEnd()).text).toBe(countReply);
    quick.close();
    slow.close();
  });

  it('stops a reply and keeps its text', async () => {
    const engine = await served.slowEngine();
    const chat = await served.start(countQuestion);
    await chat.waitForText(40);
    await served.client.chat.stop({ conversationId: chat.conversation.id });
    engine.release();
    const reply = await chat.waitForEnd();
    expect(reply.status).toBe('stopped');
    expect(reply.text.length).toBeGreaterThanOrEqual(40);
    expect(reply.text.length).toBeLessThan(countReply.length);
    expect(countReply.startsWith(reply.text)).toBe(true);
    expect(reply.stats?.stopReason).toBe('aborted');
    // Without a running reply, stopping does nothing.
    await served.client.chat.stop({ conversationId: chat.conversation.id });
    expect(chat.reply.status).toBe('stopped');
    chat.close();
  });

  it('remembers what was said in the conversation, and nothing of another one', async () => {
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    await served.say(chat, nameQuestion);
    expect(chat.reply.text).toContain(name);
    const other = await served.start(nameQuestion);
    expect((await other.waitForEnd()).text).not.toContain(name);
    chat.close();
    other.close();
  });

  it('makes a new version of a reply and shows any of them', async () => {
    const chat = await served.start(countQuestion);
    const { id: firstId } = await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    const { replyId } = await served.client.chat.regenerate({ conversationId, messageId: firstId });
    const second = await chat.waitForReply(replyId);
    expect(second).toMatchObject({ text: countReply, status: 'complete', versions: [firstId, replyId] });
    await served.client.chat.showVersion({ conversationId, messageId: firstId });
    await waitUntil('the first version', () => chat.reply.id === firstId);
    expect(chat.reply.versions).toEqual([firstId, replyId]);
    await expectAppError(
      served.client.chat.regenerate({ conversationId, messageId: chat.reply.parentId! }),
      'notFound',
    );
    chat.close();
  });

  it('ends the watches of a connection that closes, and not the reply', async () => {
    const engine = await served.slowEngine();
    const chat = await served.start(countQuestion);
    const other = await served.connect();
    const watch = await new ChatFollower(other.client, chat.conversation.id).waitForSnapshot();
    await chat.waitForText(20);
    other.close();
    const seen = watch.events.length;
    await waitUntil('the end of the watch', () => watch.ended);
    engine.release();
    expect((await chat.waitForEnd()).text).toBe(countReply);
    expect(watch.events.length).toBe(seen);
    chat.close();
  });

  it('answers a second conversation while the first one is written', async () => {
    const engine = await served.slowEngine();
    const first = await served.start(countQuestion);
    await first.waitForText(10);
    const second = await served.start(nameQuestion);
    expect((await second.waitForEnd()).status).toBe('complete');
    expect(first.reply.status).toBe('streaming');
    engine.release();
    expect(await first.waitForEnd()).toMatchObject({ status: 'complete', text: countReply });
    first.close();
    second.close();
  });

  it('refuses with typed errors', async () => {
    const { client } = served;
    const unknown = { conversationId: 'nowhere' };
    await expectAppError(client.chat.send({ conversationId: null, text: ' \n\t' }), 'badInput');
    await expectAppError(client.chat.send({ ...unknown, text: 'Hello!' }), 'notFound');
    await expectAppError(client.chat.watch(unknown), 'notFound');
    await expectAppError(client.chat.regenerate({ ...unknown, messageId: 'nothing' }), 'notFound');
    await expectAppError(client.chat.showVersion({ ...unknown, messageId: 'nothing' }), 'notFound');
    await expectAppError(client.conversations.rename({ ...unknown, title: 'Title' }), 'notFound');
    await expectAppError(client.conversations.delete(unknown), 'notFound');
    await expectAppError(client.models.select({ modelId: 'nothing' }), 'notFound');
    await expectAppError(client.models.openFile({ mode: 'link' }), 'unsupported');
  });

  it('refuses a second message, a regeneration and another version while a reply is written', async () => {
    const engine = await served.slowEngine();
    const chat = await served.start(countQuestion);
    await chat.waitForText(10);
    const conversationId = chat.conversation.id;
    const messageId = chat.reply.id;
    await expectAppError(served.client.chat.send({ conversationId, text: 'Hello!' }), 'busy');
    await expectAppError(served.client.chat.regenerate({ conversationId, messageId }), 'busy');
    await expectAppError(served.client.chat.showVersion({ conversationId, messageId }), 'busy');
    await expectAppError(served.client.models.unload(), 'busy');
    engine.release();
    expect((await chat.waitForEnd()).text).toBe(countReply);
    chat.close();
  });
});
