import { expect, it } from 'vitest';
import type { EngineRequest } from '../../electron/host/engine/engine-protocol.ts';
import { identityQuestion, nameQuestion, nameStatement } from '../fixtures/ember-replies.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { ChatFollower } from './chat-follower.ts';
import { describeTransports, type Served } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

const modelId = 'embedded';

function lastRequest<Type extends EngineRequest['type']>(
  served: Served,
  type: Type,
): Extract<EngineRequest, { type: Type }> {
  const request = served.host.engineRequests.findLast((one) => one.type === type);
  return request as Extract<EngineRequest, { type: Type }>;
}

describeTransports('what the user chose', {}, (served) => {
  it('for a model counts from its next load, which comes at once, and leaves the other models alone', async () => {
    const app = new AppFollower(served.client);
    await served.host.context.loader.ensureLoaded();
    const options = { contextSize: 512, batchSize: 64 };
    await served.client.models.setRunOptions({ modelId, options });
    await waitUntil('the shorter context', () => {
      const load = app.latest('models')?.models.load;
      return load?.status === 'loaded' && load.info.contextSize === 512;
    });
    expect(lastRequest(served, 'load').options).toMatchObject({ ...options, gpuLayers: null });
    expect((await served.client.models.details({ modelId })).runOptions).toMatchObject({ ...options, threads: null });
    await served.client.models.setRunOptions({ modelId, options: { contextSize: null, batchSize: null } });
    expect(served.host.context.settings.current.runOptions).toEqual({});
    await expectAppError(served.client.models.setRunOptions({ modelId: 'none', options }), 'notFound');
    app.close();
  });

  it('for a conversation samples its replies from the next one on, and no others', async () => {
    const [chat, other] = [await served.start(nameStatement), await served.start(nameStatement)];
    for (const one of [chat, other]) await one.waitForEnd();
    const conversationId = chat.conversation.id;
    await served.client.conversations.setSampling({ conversationId, sampling: { temperature: 0.3, seed: 7 } });
    await waitUntil('the choice', () => chat.conversation.sampling?.seed === 7);
    await served.say(chat, nameQuestion);
    expect(lastRequest(served, 'generate').options.sampling).toMatchObject({ temperature: 0.3, seed: 7, topK: 40 });
    await served.say(other, nameQuestion);
    expect(lastRequest(served, 'generate').options.sampling).toMatchObject({ temperature: 0, seed: null });
    await served.client.conversations.setSampling({ conversationId, sampling: {} });
    await waitUntil('no choice', () => chat.conversation.sampling === null);
    for (const one of [chat, other]) one.close();
  });

  it('for a conversation that begins counts from its first reply and is stored with it', async () => {
    const { client } = served;
    const sent = await client.chat.send({ conversationId: null, text: nameStatement, sampling: { seed: 7, topK: 3 } });
    const conversationId = sent.conversationId!;
    const chat = new ChatFollower(client, conversationId);
    await chat.waitForEnd();
    expect(lastRequest(served, 'generate').options.sampling).toMatchObject({ temperature: 0, seed: 7, topK: 3 });
    expect(chat.conversation.sampling).toEqual({ seed: 7, topK: 3 });
    // One that exists is not changed by a message.
    const again = client.chat.send({ conversationId, text: nameQuestion, sampling: { seed: 8 } });
    await expectAppError(again, 'badInput');
    expect(served.host.context.store.findConversation(conversationId)?.sampling).toEqual({ seed: 7, topK: 3 });
    chat.close();
    const plain = await client.chat.send({ conversationId: null, text: nameStatement, sampling: {} });
    expect(served.host.context.store.findConversation(plain.conversationId!)?.sampling).toBeNull();
    await client.chat.stop({ conversationId: plain.conversationId! });
  });

  it('to pin keeps both sides of the exchange for the engine, until it is taken back', async () => {
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    const messageId = chat.conversation.messages[0]!.id;
    await served.client.conversations.pin({ conversationId, messageId, pinned: true });
    await waitUntil('the pin', () => chat.conversation.messages[0]!.pinned);
    await served.say(chat, identityQuestion);
    expect(lastRequest(served, 'generate').options.history.map(({ pinned }) => pinned)).toEqual([true, true]);
    await served.client.conversations.pin({ conversationId, messageId, pinned: false });
    await served.say(chat, nameQuestion);
    const { history } = lastRequest(served, 'generate').options;
    expect(history.map(({ pinned }) => pinned)).toEqual([false, false, false, false]);
    const unknown = served.client.conversations.pin({ conversationId, messageId: 'none', pinned: true });
    await expectAppError(unknown, 'notFound');
    chat.close();
  });
});
