import { getLlama, type Llama, type LlamaModel, resolveChatWrapper } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countQuestion, countReply, identityQuestion, sumQuestion } from '../../../tests/fixtures/ember-replies.ts';
import { embeddedModelPath } from '../../../tests/fixtures/project-paths.ts';
import { greedy } from '../../../tests/fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { ChatContext } from './chat-context.ts';
import { StateFiles } from './state-files.ts';

/** As on a GPU, where the tokens of several replies go into one batch; no GPU is needed for it. */
const folder = makeTemporaryFolder();
let llama: Llama;
let model: LlamaModel;
let chat: ChatContext;

beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, progressLogs: false });
  model = await llama.loadModel({ modelPath: embeddedModelPath, gpuLayers: 0 });
  chat = new ChatContext(model, resolveChatWrapper(model, { warningLogs: false }), {
    context: { contextSize: 1024, batchSize: 512, threads: 1 },
    count: 3,
    batchesReplies: true,
    kvBytesPerToken: 4096,
    stateFiles: new StateFiles(folder.path, ['test']),
  });
  await chat.open();
});
afterAll(async () => {
  await chat.close();
  await llama.dispose();
  folder.remove();
});

const { signal } = new AbortController();

async function say(sessionId: string, prompt: string, onToken: () => void = () => undefined): Promise<string> {
  let text = '';
  await chat.generate(
    { sessionId, systemPrompt: '', history: [], prompt, sampling: greedy, priority: 'view' },
    {
      onPrefill: () => undefined,
      onContextShift: () => undefined,
      onText: (channel, part) => {
        if (channel === 'answer') text += part;
        onToken();
      },
    },
    signal,
  );
  return text;
}

it('writes replies in common batches, and forgets a session beside them', async () => {
  await say('first', identityQuestion);
  let tokens = 0;
  let forgotten: Promise<void> | null = null;
  const count = say('count', countQuestion, () => {
    if (++tokens === 30) forgotten = chat.forget('first');
  });
  const sum = say('sum', sumQuestion);
  expect(await count).toBe(countReply);
  expect(await sum).toContain('47 + 38');
  expect(forgotten).not.toBeNull();
  await forgotten;
  expect(await say('next', countQuestion)).toBe(countReply);
});

it('goes on with a reply that began with a copy of the session that is forgotten', async () => {
  const prompt = `${'the quick brown fox and the lazy dog '.repeat(30)}.`;
  const undisturbed = await say('branch', `${prompt} And then?`);
  await chat.forget('branch');
  const order: string[] = [];
  await say('trunk', prompt);
  let forgotten: Promise<void> | null = null;
  const disturbed = await say('branch', `${prompt} And then?`, () => {
    forgotten ??= chat.forget('trunk').then(() => void order.push('forgotten'));
  });
  order.push('written');
  await forgotten;
  expect(order).toEqual(['forgotten', 'written']);
  expect(disturbed).toBe(undisturbed);
});
