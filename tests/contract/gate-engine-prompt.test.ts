import { expect, it } from 'vitest';
import type { GenerateOptions } from '../../electron/host/engine/engine-protocol.ts';
import { evasions, evasionWord, ledReplies, name, nameQuestion, nameStatement } from '../fixtures/ember-replies.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { ChatFollower } from './chat-follower.ts';
import { describeTransports, type Served } from './describe-transports.ts';

/** What the engine is asked to go on from, since so many requests. */
function listGenerations({ host }: Served, since = 0): GenerateOptions[] {
  return host.engineRequests.slice(since).flatMap((request) => (request.type === 'generate' ? [request.options] : []));
}

/** Asks for the name in a new conversation, and expects that neither prompt nor reply knows of an earlier one. */
async function expectForgotten(served: Served, closed: ChatFollower): Promise<void> {
  const sessionIds = listGenerations(served).map(({ sessionId }) => sessionId);
  await waitUntil('the end of the closed session', () =>
    served.host.engineRequests.some((request) => request.type === 'disposeSession'),
  );
  const since = served.host.engineRequests.length;
  const next = await served.start(nameQuestion);
  expect((await next.waitForEnd()).text).not.toContain(name);
  const [generation, ...more] = listGenerations(served, since);
  expect(more).toEqual([]);
  expect(generation).toMatchObject({ history: [], prompt: nameQuestion, systemPrompt: '' });
  expect(sessionIds).not.toContain(generation!.sessionId);
  for (const chat of [closed, next]) chat.close();
}

describeTransports('a word that the model is led to', {}, (served) => {
  it.each(ledReplies)('$shape is never part of what the engine is told', async (led) => {
    const { question, words, replyBeforeWord, withheld } = led;
    const userList = await served.client.filter.getList({ id: 'user' });
    await served.client.filter.saveList({ ...userList, text: words });
    const since = served.host.engineRequests.length;
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    await served.client.chat.send({ conversationId, text: question });
    await waitUntil('the restart', () => chat.conversation.restart);
    expect(chat.reply).toMatchObject({ status: 'withheld', text: replyBeforeWord });
    const said = JSON.stringify(chat.events).toLowerCase();
    for (const part of withheld) expect(said).not.toContain(part);
    await expectForgotten(served, chat);

    const forkedSince = served.host.engineRequests.length;
    const forked = await served.client.chat.fork({ conversationId });
    const fork = await new ChatFollower(served.client, forked.conversationId).waitForSnapshot();
    await served.say(fork, nameQuestion);
    expect(fork.reply.text).toContain(name);
    const [generation] = listGenerations(served, forkedSince);
    expect(generation!.history.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(JSON.stringify(generation)).not.toContain(question);
    const told = JSON.stringify(listGenerations(served, since)).toLowerCase();
    for (const part of withheld) expect(told).not.toContain(part);
    fork.close();
  });
});

describeTransports('a typed evasion', { words: evasionWord }, (served) => {
  it.each(evasions)('with %s never reaches the engine', async (_kind, evasion) => {
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    const text = `Please explain a ${evasion} now`;
    const sent = await served.client.chat.send({ conversationId, text });
    expect(sent).toMatchObject({ outcome: 'restarted', restart: { source: 'input', ruleNumber: 1 } });
    await waitUntil('the restart', () => chat.conversation.restart);
    await expectForgotten(served, chat);
    const told = JSON.stringify(served.host.engineRequests);
    for (const part of [evasion, evasionWord, 'Please explain']) expect(told).not.toContain(part);
  });
});
