import { getLlama, type Llama, type LlamaModel, resolveChatWrapper } from 'node-llama-cpp';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { countQuestion, countReply, identityQuestion, sumQuestion } from '../../../../tests/fixtures/ember-replies.ts';
import { embeddedModelPath } from '../../../../tests/fixtures/project-paths.ts';
import { greedy } from '../../../../tests/fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../../../../tests/fixtures/temporary-folder.ts';
import type { HistoryTurn } from '../../../host/engine/engine-protocol.ts';
import { nativeContextOf } from '../evaluation/library-internals.ts';
import { ChatContext } from './chat-context.ts';
import { createLookupSpeculation } from '../speculation/speculation.ts';
import { SpeculationPayoff } from '../speculation/speculation-payoff.ts';
import { StateFiles } from './state-files.ts';

/** As on a GPU, where the tokens of several replies go into one batch; no GPU is needed for it. */
const folder = makeTemporaryFolder();
let llama: Llama;
let model: LlamaModel;
let chat: ChatContext;

beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, progressLogs: false });
  model = await llama.loadModel({ modelPath: embeddedModelPath, gpuLayers: 0 });
  // Otherwise tokens are evaluated one by one.
  Object.defineProperty(model, 'gpuLayers', { value: model.fileInsights.totalLayers });
  chat = new ChatContext(model, resolveChatWrapper(model, { warningLogs: false }), {
    context: { contextSize: 1024, batchSize: 512, threads: 1 },
    count: 3,
    batchesReplies: true,
    kvBytesPerToken: 4096,
    stateFiles: new StateFiles(folder.path, ['test']),
    speculation: createLookupSpeculation(new SpeculationPayoff()),
  });
  await chat.open();
});
afterAll(async () => {
  await chat.close();
  await llama.dispose();
  folder.remove();
});

afterEach(() => vi.restoreAllMocks());

const { signal } = new AbortController();

interface Options {
  history?: HistoryTurn[];
  onToken?: () => void;
}

async function say(sessionId: string, prompt: string, { history = [], onToken }: Options = {}): Promise<string> {
  let text = '';
  await chat.generate(
    { sessionId, systemPrompt: '', history, prompt, sampling: greedy, contextPolicy: 'dropOldest', priority: 'view' },
    {
      onPrefill: () => undefined,
      onContextShift: () => undefined,
      onText: (channel, part) => {
        if (channel === 'answer') text += part;
        onToken?.();
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
  const count = say('count', countQuestion, {
    onToken: () => {
      if (++tokens === 30) forgotten = chat.forget('first');
    },
  });
  const sum = say('sum', sumQuestion);
  expect(await count).toBe(countReply);
  expect(await sum).toContain('47 + 38');
  expect(forgotten).not.toBeNull();
  await forgotten;
  expect(await say('next', countQuestion)).toBe(countReply);
});

it('batches tokens in the order of their sequences, of places that lie side by side', async () => {
  const batches: number[][] = [];
  const create = model.createContext.bind(model);
  vi.spyOn(model, 'createContext').mockImplementation(async (options) => {
    const context = await create(options);
    const native = nativeContextOf(context);
    const { initBatch, addToBatch } = native;
    const watch = (name: string, value: unknown) => Object.defineProperty(native, name, { value });
    watch('initBatch', (size: number) => {
      batches.push([]);
      initBatch.call(native, size);
    });
    watch('addToBatch', (...parameters: Parameters<typeof addToBatch>) => {
      batches.at(-1)!.push(parameters[0]);
      return addToBatch.apply(native, parameters);
    });
    return context;
  });
  // A session that is forgotten makes a new context.
  await say('before', identityQuestion);
  await chat.forget('before');
  // The last place is the one that was used last, and the first one the next to be given away.
  for (const name of ['a', 'b', 'c']) await say(name, identityQuestion);
  let other: Promise<string> | null = null;
  const count = say('c', countQuestion, { onToken: () => (other ??= say('other', countQuestion)) });
  expect(await count).toBe(countReply);
  expect(await other).toBe(countReply);
  const common = batches.filter(({ length }) => length > 1);
  expect(common.length).toBeGreaterThan(100);
  for (const [first, second] of common) expect(second).toBe(first! + 1);
});

it('goes on with a reply that began with a copy of the session that is forgotten', async () => {
  const history = Array.from({ length: 12 }, (_, index): HistoryTurn[] => [
    { role: 'user', text: `What is ${index} + ${index}?` },
    { role: 'assistant', text: `${index} + ${index} = ${index * 2}` },
  ]).flat();
  /** A reply in a branch of a conversation in memory, which happens to be forgotten when the branch has begun. */
  async function branch(name: string, whenBegun: () => Promise<void>): Promise<string> {
    await say(`${name} trunk`, sumQuestion, { history });
    let begun: Promise<void> | null = null;
    const text = await say(name, 'Tell me a long story about a fox.', {
      history,
      onToken: () => (begun ??= whenBegun()),
    });
    await begun;
    return text;
  }
  const order: string[] = [];
  const undisturbed = await branch('one', async () => undefined);
  const disturbed = branch('other', async () => {
    await chat.forget('other trunk');
    order.push('forgotten');
  });
  await disturbed.then(() => order.push('written'));
  expect(order).toEqual(['forgotten', 'written']);
  expect(undisturbed.length).toBeGreaterThan(100);
  expect(await disturbed).toBe(undisturbed);
});
