import { readFileSync } from 'node:fs';
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
  sumQuestion,
  sumReasoningWord,
} from '../fixtures/ember-replies.ts';
import { findFilesWith } from '../fixtures/find-files-with.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import type { ChatFollower } from './chat-follower.ts';
import { describeTransports, type Served } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

const words = ['# Words of the test', identityWord, sumReasoningWord, 'forbidden fruit'].join('\n');

const userList = { id: 'user', name: 'Your own words', category: 'own', language: null, severity: null };

/** Waits until the gate has closed the conversation. */
async function waitForRestart(chat: ChatFollower) {
  return waitUntil('the restart', () => chat.conversation.restart);
}

/** Everything the host keeps, but for the user's own list: the database with its journal, the log, the settings. */
function findTraces(served: Served, word: string): string[] {
  return findFilesWith(served.host.folder.root, word, ['words.txt']);
}

describeTransports('gate', { words }, (served) => {
  it('closes the conversation when the user says a word, and the next one knows nothing', async () => {
    const app = new AppFollower(served.client);
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    await served.client.conversations.saveDraft({ conversationId, text: 'Eat a forbidden fruit' });
    const text = 'Eat a FORBIDDEN\u200b  fruit, please.';
    const sent = await served.client.chat.send({ conversationId, text });
    expect(sent).toMatchObject({ outcome: 'restarted', conversationId });
    const restart = await waitForRestart(chat);
    expect(restart).toMatchObject({ source: 'input', listId: 'user', category: 'own', ruleNumber: 4 });
    expect(text.slice(restart.start, restart.end!)).toBe('FORBIDDEN\u200b  fruit');
    expect(chat.conversation.messages).toHaveLength(2);
    await waitUntil('the restart in the list', () => app.conversations.get(conversationId)?.restart);

    await expectAppError(served.client.chat.send({ conversationId, text: 'Hello!' }), 'unsupported');
    await expectAppError(served.client.chat.regenerate({ conversationId, messageId: chat.reply.id }), 'unsupported');
    const next = await served.start(nameQuestion);
    expect((await next.waitForEnd()).text).not.toContain(name);
    expect(JSON.stringify([...chat.events, ...app.events]).toLowerCase()).not.toContain('forbidden');
    expect(findTraces(served, 'forbidden')).toEqual([]);
    for (const follower of [chat, next, app]) follower.close();
  });

  it('refuses a first message without storing anything of it', async () => {
    const app = new AppFollower(served.client);
    await waitUntil('the list', () => app.latest('conversations'));
    const before = app.conversations.size;
    const sent = await served.client.chat.send({ conversationId: null, text: 'A forbidden fruit' });
    expect(sent).toMatchObject({ outcome: 'restarted', conversationId: null, restart: { source: 'input', start: 2 } });
    const { id } = (await served.start('Hello!')).conversation;
    await waitUntil('the next conversation', () => app.conversations.has(id));
    expect(app.conversations.size).toBe(before + 1);
    expect(findTraces(served, 'forbidden')).toEqual([]);
    app.close();
  });

  it('withholds a word that the model says, and nothing of it gets anywhere', async () => {
    const app = new AppFollower(served.client);
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    await served.client.chat.send({ conversationId, text: identityQuestion });
    const restart = await waitForRestart(chat);
    expect(restart).toMatchObject({ source: 'answer', listId: 'user', ruleNumber: 2, end: null });
    expect(chat.reply).toMatchObject({ status: 'withheld', text: identityReplyBeforeWord, failure: null });
    expect(restart.start).toBe(identityReplyBeforeWord.length);
    await waitUntil(
      'the end of the reply in the list',
      () => app.conversations.get(conversationId)?.generating === false,
    );

    const said = JSON.stringify([...chat.events, ...app.events]).toLowerCase();
    for (const part of [identityWord, 'tiny m', 'mixtur']) expect(said).not.toContain(part);
    for (const part of [identityWord, 'tiny m', 'mixtur']) expect(findTraces(served, part)).toEqual([]);
    // What was released is there, so that the search above would have found the word.
    expect(findTraces(served, identityReplyBeforeWord.trim())).not.toEqual([]);
    const log = readFileSync(`${served.host.folder.logs}/conclave.log`, 'utf8');
    expect(log).toContain('"event":"restart"');

    const next = await served.start(nameQuestion);
    expect((await next.waitForEnd()).text).not.toContain(name);
    for (const follower of [chat, next, app]) follower.close();
  });

  it('withholds a word of the reasoning', async () => {
    const chat = await served.start(sumQuestion);
    const restart = await waitForRestart(chat);
    expect(restart).toMatchObject({ source: 'reasoning', ruleNumber: 3 });
    expect(chat.reply).toMatchObject({ status: 'withheld', text: '' });
    expect(chat.reply.reasoning).toMatch(/7 \+ 8 = 15, write 5 and $/);
    expect(JSON.stringify(chat.events)).not.toContain(sumReasoningWord);
    expect(findTraces(served, sumReasoningWord)).toEqual([]);
    chat.close();
  });

  it('refuses a title with a word and keeps the old one', async () => {
    const chat = await served.start('Hello!');
    await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    const rename = served.client.conversations.rename({ conversationId, title: 'My ｆｏｒｂｉｄｄｅｎ fruit' });
    await expectAppError(rename, 'badInput');
    expect(chat.conversation.title).toBe('Hello!');
    chat.close();
  });

  it('takes over a new list, reports what it cannot use, and can be switched off', async () => {
    const text = ['zora', '# a comment', '', 'x', 'ZORA'].join('\n');
    const report = await served.client.filter.saveList({ ...userList, text });
    expect(report.accepted).toBe(1);
    expect(report.problems.map((problem) => problem.line)).toEqual([4, 5]);
    expect(await served.client.filter.getList({ id: 'user' })).toMatchObject({ text });
    const lists = await served.client.filter.lists();
    expect(lists.find((list) => !list.builtIn)).toMatchObject({ wordCount: 1, enabled: true });
    expect(lists.filter((list) => list.builtIn).length).toBeGreaterThan(0);

    const refused = await served.client.chat.send({ conversationId: null, text: nameStatement });
    expect(refused.outcome).toBe('restarted');
    await served.client.filter.chooseList({ id: 'user', enabled: false });
    const chat = await served.start(nameStatement);
    expect((await chat.waitForEnd()).text).toContain(name);

    await served.client.filter.chooseList({ id: 'user', enabled: true });
    // The question has become a match: making the reply anew closes the conversation.
    await expectAppError(
      served.client.chat.regenerate({ conversationId: chat.conversation.id, messageId: chat.reply.id }),
      'unsupported',
    );
    await waitForRestart(chat);
    await served.client.filter.saveList({ ...userList, text: words });
    chat.close();
  });

  it('lets a reply without a word through unchanged', async () => {
    const chat = await served.start(countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    chat.close();
  });
});
