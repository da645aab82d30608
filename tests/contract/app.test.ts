import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { writeTooLargeModel } from '../fixtures/library-files.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { ChatFollower } from './chat-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

describeTransports('app', {}, (served) => {
  it('tells where it runs', async () => {
    const info = await served.client.app.info();
    expect(info).toEqual({
      version: '0.0.0-test',
      shell: 'web',
      dataFolder: served.host.folder.root,
      canOpenModelFile: false,
    });
  });

  it('gives the whole state first, and then what changes', async () => {
    const app = new AppFollower(served.client);
    await waitUntil('a loaded model', () => app.latest('models')?.models.load.status === 'loaded');
    await waitUntil('a report of the engine', () => app.latest('engine')?.engine.device);
    expect(new Set(app.events.map((event) => event.type))).toEqual(
      new Set([
        'settings',
        'engine',
        'models',
        'engineJob',
        'library',
        'hubAccess',
        'downloads',
        'notices',
        'conversations',
      ]),
    );
    expect(app.latest('engine')!.engine).toMatchObject({ phase: 'ready', generation: 1, device: 'CPU', death: null });
    expect(app.latest('engine')!.engine.memoryBytes).toBeGreaterThan(10_000_000);
    const { load, models, selectedId } = app.latest('models')!.models;
    expect(selectedId).toBe('embedded');
    expect(models[0]).toMatchObject({ id: 'embedded', origin: 'embedded', problem: null });
    expect(JSON.stringify(models)).not.toContain('/');
    expect(load).toMatchObject({
      info: { architecture: 'deepseek', expertCount: 8, expertUsedCount: 2, chatTemplate: 'DeepSeek', threads: 1 },
    });
    app.close();
  });

  it('keeps the list of conversations up to date', async () => {
    const app = new AppFollower(served.client);
    const engine = await served.slowEngine();
    const chat = await served.start(countQuestion);
    const { id } = chat.conversation;
    await waitUntil('the conversation in the list', () => app.conversations.get(id)?.generating);
    engine.release();
    await chat.waitForEnd();
    await waitUntil('the end of the reply in the list', () => app.conversations.get(id)?.generating === false);

    await served.client.conversations.rename({ conversationId: id, title: '  Numbers  ' });
    await waitUntil('the new title in the list', () => app.conversations.get(id)?.title === 'Numbers');
    await waitUntil('the new title in the chat', () => chat.conversation.title === 'Numbers');
    await expectAppError(served.client.conversations.rename({ conversationId: id, title: ' ' }), 'badInput');

    await served.client.conversations.delete({ conversationId: id });
    await waitUntil('its end in the list', () => !app.conversations.has(id));
    await waitUntil('the end of the watch', () => chat.ended);
    expect(chat.events.at(-1)!.type).toBe('deleted');
    await expectAppError(served.client.chat.watch({ conversationId: id }), 'notFound');
    app.close();
  });

  it('deletes a conversation while its reply is written', async () => {
    const engine = await served.slowEngine();
    const chat = await served.start(countQuestion);
    await chat.waitForText();
    const deleted = served.client.conversations.delete({ conversationId: chat.conversation.id });
    engine.release();
    await deleted;
    await waitUntil('the end of the watch', () => chat.ended);
    const next = await served.start(countQuestion);
    expect((await next.waitForEnd()).text).toBe(countReply);
    next.close();
  });

  it('keeps a draft with its conversation', async () => {
    const chat = await served.start('Hello!');
    await chat.waitForEnd();
    const conversationId = chat.conversation.id;
    await served.client.conversations.saveDraft({ conversationId, text: 'half a thou' });
    const again = await new ChatFollower(served.client, conversationId).waitForSnapshot();
    expect(again.conversation.draft).toBe('half a thou');
    await served.say(again, 'Hello!');
    const third = await new ChatFollower(served.client, conversationId).waitForSnapshot();
    expect(third.conversation.draft).toBe('');
    for (const follower of [chat, again, third]) follower.close();
  });

  it('changes settings, tells every page, and keeps them in the file', async () => {
    const app = new AppFollower(served.client);
    const changed = await served.client.settings.update({ theme: 'dark', sampling: { maxTokens: 7 } });
    expect(changed).toMatchObject({ theme: 'dark', sampling: { maxTokens: 7, temperature: 0 } });
    await waitUntil('the change', () => app.latest('settings')?.settings.theme === 'dark');
    const saved = JSON.parse(readFileSync(served.host.folder.settings, 'utf8')) as object;
    expect(saved).toMatchObject({ theme: 'dark', sampling: { maxTokens: 7 } });

    const chat = await served.start(countQuestion);
    expect((await chat.waitForEnd()).stats).toMatchObject({ stopReason: 'maxTokens', answerTokens: 7 });
    await served.client.settings.update({ theme: 'system', sampling: { maxTokens: null } });
    await expect(served.client.settings.update({ sampling: { temperature: 9 } })).rejects.toThrow();
    await expect(served.client.settings.update({ unknown: 1 } as never)).rejects.toThrow();
    chat.close();
    app.close();
  });

  it('names what is wrong with a model that cannot be loaded, and goes on with another one', async () => {
    const app = new AppFollower(served.client);
    writeTooLargeModel(join(served.host.folder.models, 'huge.gguf'));
    await served.client.models.refresh();
    const model = await waitUntil('the file in the list', () =>
      app.latest('models')?.models.models.find((candidate) => candidate.fileName === 'huge.gguf'),
    );
    await served.client.models.select({ modelId: model.id });
    const load = await waitUntil('the failed load', () => {
      const state = app.latest('models')!.models.load;
      return state.status === 'failed' ? state : null;
    });
    expect(load.message).toMatch(/^huge\.gguf needs .*\.$/);
    const chat = await served.start('Hello!');
    const reply = await chat.waitForEnd();
    expect(reply).toMatchObject({ status: 'failed', failure: { code: 'modelTooLarge', message: load.message } });

    await served.client.models.select({ modelId: 'embedded' });
    const { replyId } = await served.client.chat.regenerate({
      conversationId: chat.conversation.id,
      messageId: reply.id,
    });
    expect((await chat.waitForReply(replyId)).status).toBe('complete');
    chat.close();
    app.close();
  });
});
