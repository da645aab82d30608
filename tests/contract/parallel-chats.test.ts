import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  countQuestion,
  countReply,
  identityQuestion,
  identityReplyBeforeWord,
  identityWord,
  name,
  nameQuestion,
  nameStatement,
} from '../fixtures/ember-replies.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import type { ChatFollower } from './chat-follower.ts';
import { describeTransports } from './describe-transports.ts';

const longText = `${'the quick brown fox and the lazy dog '.repeat(70)}.`;

const activitiesOf = (chat: ChatFollower) => chat.events.filter((event) => event.type === 'activity');
const isStreaming = (chat: ChatFollower) => chat.reply.status === 'streaming';

describeTransports('several chats', { words: identityWord }, (served) => {
  it('stream while another one reads a long prompt, and all say what they say alone', async () => {
    const engine = await served.slowEngine();
    const streams = [await served.start(countQuestion), await served.start(countQuestion)];
    for (const chat of streams) await chat.waitForText(10);
    const long = await served.start(longText);
    const reading = await waitUntil('the progress of the long prompt', () =>
      activitiesOf(long).find(({ secondsLeft }) => typeof secondsLeft === 'number'),
    );
    expect(reading.totalTokens).toBeGreaterThan(500);
    expect(reading.doneTokens).toBeGreaterThan(0);
    expect(streams.every(isStreaming)).toBe(true);
    const before = streams.map(({ reply }) => reply.text.length);
    await waitUntil('the first token of the long one', () =>
      activitiesOf(long).some(({ activity }) => activity === 'generating'),
    );
    for (const [index, chat] of streams.entries()) expect(chat.reply.text.length).toBeGreaterThan(before[index]!);
    engine.release();
    for (const chat of streams) expect((await chat.waitForEnd()).text).toBe(countReply);
    const { status, stats } = await long.waitForEnd();
    expect(status).toBe('complete');
    expect(stats!.tokenGapMs).toBeGreaterThan(0);
    for (const chat of [...streams, long]) chat.close();
  });

  it('take no more places than the engine has; the one in view goes first, and one that waits can be stopped', async () => {
    const app = new AppFollower(served.client);
    await served.host.context.loader.ensureLoaded();
    const { load } = (await waitUntil('the model', () => app.latest('models'))).models;
    expect(load).toMatchObject({ status: 'loaded', info: { parallelChats: 4 } });
    const engine = await served.slowEngine();
    const running = await Promise.all(Array.from({ length: 4 }, () => served.start(countQuestion)));
    for (const chat of running) await chat.waitForText(1);
    const sent = await served.client.chat.send({ conversationId: null, text: nameStatement });
    if (sent.outcome !== 'started') throw new Error('The gate refused the text');
    const stopped = await served.start(nameStatement);
    const watched = await served.start(nameStatement);
    expect(activitiesOf(watched).map(({ activity }) => activity)).toEqual(['queued']);
    await served.client.chat.stop({ conversationId: stopped.conversation.id });
    expect(await stopped.waitForEnd()).toMatchObject({ status: 'stopped', text: '' });
    expect(running.every(isStreaming)).toBe(true);
    await served.client.chat.stop({ conversationId: running[0]!.conversation.id });
    await waitUntil('a place for the one in view', () => activitiesOf(watched).length > 1);
    expect(served.host.context.replies.find(sent.replyId)!.activity).toEqual({ activity: 'queued' });
    running[1]!.close();
    await waitUntil('less time for the one that is left', () =>
      served.host.engineRequests.some((request) => request.type === 'prioritize' && request.priority === 'background'),
    );
    engine.release();
    expect((await watched.waitForEnd()).text).toContain(name);
    for (const chat of running.slice(2)) expect((await chat.waitForEnd()).text).toBe(countReply);
    await waitUntil('the end of the one nobody watched', () => !served.host.context.replies.anyRunning);
    for (const chat of [...running, stopped, watched]) chat.close();
    app.close();
  });

  it('go on undisturbed when the gate closes one of them', async () => {
    const engine = await served.slowEngine();
    const closed = await served.start(nameStatement);
    await closed.waitForEnd();
    const other = await served.start(countQuestion);
    await other.waitForText(10);
    await served.client.chat.send({ conversationId: closed.conversation.id, text: identityQuestion });
    await waitUntil('the restart', () => closed.conversation.restart);
    expect(closed.reply).toMatchObject({ status: 'withheld', text: identityReplyBeforeWord });
    expect(isStreaming(other)).toBe(true);
    const disposed = served.host.engineRequests.findLast((request) => request.type === 'disposeSession');
    expect(disposed).toMatchObject({ sessionId: closed.conversation.id });
    engine.release();
    expect(await other.waitForEnd()).toMatchObject({ status: 'complete', text: countReply });
    const next = await served.start(nameQuestion);
    expect((await next.waitForEnd()).text).not.toContain(name);
    for (const chat of [closed, other, next]) chat.close();
  });

  it('are both cut off when the engine dies, and the next reply works', async () => {
    const engine = await served.slowEngine();
    const chats = [await served.start(countQuestion), await served.start(countQuestion)];
    for (const chat of chats) await chat.waitForText(10);
    engine.kill();
    for (const chat of chats) {
      const reply = await chat.waitForEnd();
      expect(reply).toMatchObject({ status: 'interrupted', failure: { code: 'engineDied' } });
      expect(countReply.startsWith(reply.text)).toBe(true);
    }
    const next = await served.start(countQuestion);
    expect((await next.waitForEnd()).text).toBe(countReply);
    for (const chat of [...chats, next]) chat.close();
  });

  it('wait for a change of the model, which waits for those that run', async () => {
    const app = new AppFollower(served.client);
    await served.host.context.loader.ensureLoaded();
    const engine = await served.slowEngine();
    const running = await served.start(countQuestion);
    await running.waitForText(10);
    await served.client.settings.update({ contextSize: 512 });
    const next = await served.start(nameStatement);
    await waitUntil('its place in the queue', () => activitiesOf(next).length > 0);
    expect(activitiesOf(next).map(({ activity }) => activity)).toEqual(['queued']);
    engine.release();
    expect((await running.waitForEnd()).text).toBe(countReply);
    expect((await next.waitForEnd()).text).toContain(name);
    const { load } = app.latest('models')!.models;
    expect(load).toMatchObject({ status: 'loaded', info: { contextSize: 512 } });
    await served.client.settings.update({ contextSize: 'auto' });
    for (const chat of [running, next]) chat.close();
    app.close();
  });

  it('leave no state of theirs on the disk when they are closed or deleted, with and without an engine', async () => {
    const { folder, context } = served.host;
    const isSaved = (chat: ChatFollower) => {
      const hash = createHash('sha256').update(chat.conversation.id).digest('hex').slice(0, 32);
      return existsSync(folder.states) && readdirSync(folder.states).some((file) => file.startsWith(hash));
    };
    const chats = [];
    for (let index = 0; index < 7; index++) {
      const chat = await served.start(`${index} ${longText}`);
      await chat.waitForEnd();
      chats.push(chat);
    }
    const [first, second, third] = chats as [ChatFollower, ChatFollower, ChatFollower];
    expect([first, second, third].map(isSaved)).toEqual([true, true, true]);
    await served.client.conversations.delete({ conversationId: first.conversation.id });
    expect(isSaved(first)).toBe(false);
    await served.client.chat.send({ conversationId: second.conversation.id, text: identityWord });
    await waitUntil('the end of its state', () => !isSaved(second));
    await context.engine.stop();
    await served.client.chat.send({ conversationId: third.conversation.id, text: identityWord });
    await waitUntil('the end of its state', () => !isSaved(third));
    await served.client.engine.restart();
    for (const chat of chats) chat.close();
  });

  it('find a model again that was unloaded while nobody used it', async () => {
    const app = new AppFollower(served.client);
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    await served.client.settings.update({ idleUnloadMinutes: 0.005 });
    await waitUntil('the unloading', () => {
      const load = app.latest('models')?.models.load;
      return load?.status === 'none' && load.idle;
    });
    await served.say(chat, nameQuestion);
    expect(chat.reply.text).toContain(name);
    await served.client.settings.update({ idleUnloadMinutes: null });
    chat.close();
    app.close();
  });
});
