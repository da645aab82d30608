import { expect, it } from 'vitest';
import { identityQuestion, identityWord, name, nameQuestion, nameStatement } from '../fixtures/ember-replies.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { ChatFollower } from './chat-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

describeTransports('a fork of a closed conversation', { words: `${identityWord}\nforbidden fruit` }, (served) => {
  it('starts from the last clean turn, with the question of the withheld reply as its draft', async () => {
    const closed = await served.start(nameStatement);
    await closed.waitForEnd();
    const conversationId = closed.conversation.id;
    await served.client.chat.send({ conversationId, text: identityQuestion });
    await waitUntil('the restart', () => closed.conversation.restart);

    const forked = await served.client.chat.fork({ conversationId });
    const fork = await new ChatFollower(served.client, forked.conversationId).waitForSnapshot();
    expect(fork.conversation).toMatchObject({
      title: closed.conversation.title,
      restart: null,
      draft: identityQuestion,
    });
    const texts = (chat: ChatFollower) => chat.conversation.messages.map((message) => message.text);
    expect(texts(fork)).toEqual(texts(closed).slice(0, 2));
    await served.say(fork, nameQuestion);
    expect(fork.reply.text).toContain(name);
    expect(closed.conversation.messages).toHaveLength(4);
    for (const chat of [closed, fork]) chat.close();
  });

  it('keeps every turn when the user said the word', async () => {
    const closed = await served.start(nameStatement);
    await closed.waitForEnd();
    const conversationId = closed.conversation.id;
    await served.client.chat.send({ conversationId, text: 'A forbidden fruit' });
    const forked = await served.client.chat.fork({ conversationId });
    const fork = await new ChatFollower(served.client, forked.conversationId).waitForSnapshot();
    expect(fork.conversation.messages).toHaveLength(2);
    expect(fork.conversation.draft).toBe('');
    for (const chat of [closed, fork]) chat.close();
  });

  it('is refused for a conversation that is open', async () => {
    const open = await served.start('Hello!');
    await open.waitForEnd();
    await expectAppError(served.client.chat.fork({ conversationId: open.conversation.id }), 'unsupported');
    open.close();
  });

  it('counts restarts by rule and source', async () => {
    await served.client.filter.clearRestarts();
    for (const text of ['A forbidden fruit', 'Another forbidden fruit']) {
      await served.client.chat.send({ conversationId: null, text });
    }
    expect(await served.client.filter.restarts()).toMatchObject([
      { listId: 'user', ruleNumber: 2, source: 'input', count: 2 },
    ]);
    await served.client.filter.clearRestarts();
    expect(await served.client.filter.restarts()).toEqual([]);
  });
});
