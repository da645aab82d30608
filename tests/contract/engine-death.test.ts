import { expect, it } from 'vitest';
import { countQuestion, countReply, name, nameQuestion, nameStatement } from '../fixtures/ember-replies.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';

describeTransports('death of the engine', {}, (served) => {
  it('keeps the partial reply with the cause, and making it again works', async () => {
    const app = new AppFollower(served.client);
    const engine = await served.slowEngine();
    const chat = await served.start(countQuestion);
    await chat.waitForText(40);
    engine.kill();
    const reply = await chat.waitForEnd();
    expect(reply).toMatchObject({ status: 'interrupted', failure: { code: 'engineDied' }, stats: null });
    expect(reply.text.length).toBeGreaterThanOrEqual(40);
    expect(countReply.startsWith(reply.text)).toBe(true);
    expect(reply.failure!.message).toContain('SIGKILL');
    const { death } = app.latest('engine')!.engine;
    expect(death).toMatchObject({ signal: 'SIGKILL', exitCode: null });

    const { replyId } = await served.client.chat.regenerate({
      conversationId: chat.conversation.id,
      messageId: reply.id,
    });
    const again = await chat.waitForReply(replyId);
    expect(again).toMatchObject({ status: 'complete', text: countReply, versions: [reply.id, replyId] });
    expect(app.latest('engine')!.engine).toMatchObject({ phase: 'ready', generation: 2 });
    chat.close();
    app.close();
  });

  it('still knows the conversation in a new process', async () => {
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    const before = served.host.context.engine.state.generation;
    served.host.engineProcess().kill();
    await waitUntil('the next process', () => {
      const { phase, generation } = served.host.context.engine.state;
      return phase === 'ready' && generation > before;
    });
    await served.say(chat, nameQuestion);
    expect(chat.reply.text).toContain(name);
    chat.close();
  });

  it('starts a new process when asked to', async () => {
    const { generation } = served.host.context.engine.state;
    await served.client.engine.restart();
    expect(served.host.context.engine.state).toMatchObject({ phase: 'ready', generation: generation + 1, death: null });
    const chat = await served.start(countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    chat.close();
  });
});
