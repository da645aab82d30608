import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { isRunning, listDescendants } from '../fixtures/process-tree.ts';
import { SlowProcess } from '../fixtures/slow-process.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { ChatFollower } from './chat-follower.ts';
import { startChat } from './describe-transports.ts';
import { redeemLink, type Client } from './transports.ts';

/** What a crash or a power cut may cost. */
const maxLostMs = 250;

describe('death of the host', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let running: ChildProcess[] = [];
  beforeEach(() => (folder = makeTemporaryFolder()));
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running = [];
    folder.remove();
  });

  async function startHost(): Promise<{ child: ChildProcess; client: Client; app: AppFollower }> {
    const script = join(import.meta.dirname, 'host-process.ts');
    const child = spawn(process.execPath, [script, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    running.push(child);
    const [link] = (await once(createInterface(child.stdout!), 'line')) as [string];
    const { client } = await (await redeemLink(link))();
    const app = new AppFollower(client);
    await waitUntil('a loaded model', () => app.latest('models')?.models.load.status === 'loaded');
    return { child, client, app };
  }

  async function findEngine(child: ChildProcess): Promise<number> {
    const found = listDescendants(child.pid!).find(({ command }) => command.includes(join('engine', 'entry.ts')));
    return found!.pid;
  }

  it('costs at most the last moments of a reply, and leaves no engine behind', async () => {
    const first = await startHost();
    const enginePid = await findEngine(first.child);
    const engine = new SlowProcess(enginePid).slowDown();
    const chat = await startChat(first.client, countQuestion);
    // What was shown when: the text of then must be there afterwards.
    const shown: { at: number; length: number }[] = [];
    await waitUntil('a part of the reply', () => {
      shown.push({ at: performance.now(), length: chat.reply.text.length });
      return chat.reply.text.length > 120;
    });
    const killedAt = performance.now();
    first.child.kill('SIGKILL');
    engine.release();
    await once(first.child, 'exit');
    await waitUntil('the end of the engine', () => !isRunning(enginePid));

    const second = await startHost();
    const follower = await new ChatFollower(second.client, chat.conversation.id).waitForSnapshot();
    const { reply } = follower;
    expect(reply).toMatchObject({ status: 'interrupted', failure: { code: 'appEnded' } });
    expect(countReply.startsWith(reply.text)).toBe(true);
    const certain = shown.findLast(({ at }) => at < killedAt - maxLostMs)!;
    expect(certain.length).toBeGreaterThan(20);
    expect(reply.text.length).toBeGreaterThanOrEqual(certain.length);

    const { replyId } = await second.client.chat.regenerate({
      conversationId: chat.conversation.id,
      messageId: reply.id,
    });
    expect((await follower.waitForReply(replyId)).text).toBe(countReply);
  });

  it('leaves a reply to the process that writes it', async () => {
    const first = await startHost();
    const engine = new SlowProcess(await findEngine(first.child)).slowDown();
    const chat = await startChat(first.client, countQuestion);
    await chat.waitForText(20);
    // A second process in the same folder must not take the reply for one that a crash left.
    const second = await startHost();
    const elsewhere = await new ChatFollower(second.client, chat.conversation.id).waitForSnapshot();
    expect(elsewhere.reply.status).toBe('streaming');
    engine.release();
    expect(await chat.waitForEnd()).toMatchObject({ status: 'complete', text: countReply });
    // Pages are told of the end before it is written.
    const written = await waitUntil('the whole reply on the disk', async () => {
      const { reply } = await new ChatFollower(second.client, chat.conversation.id).waitForSnapshot();
      return reply.status === 'complete' && reply;
    });
    expect(written.text).toBe(countReply);
  });
});
