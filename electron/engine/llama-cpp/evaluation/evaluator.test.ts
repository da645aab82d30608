import {
  getLlama,
  type Llama,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaModel,
  resolveChatWrapper,
  type Token,
} from 'node-llama-cpp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { countQuestion, nameStatement, sumQuestion } from '../../../../tests/fixtures/ember-replies.ts';
import { embeddedModelPath } from '../../../../tests/fixtures/project-paths.ts';
import { greedy } from '../../../../tests/fixtures/talking-engine.ts';
import type { Sampling } from '../../../../models/settings.ts';
import type { HistoryTurn } from '../../../host/engine/engine-protocol.ts';
import { ChatContext } from '../chats/chat-context.ts';
import { Evaluator, type Said } from './evaluator.ts';
import { openNativeLibrary } from '../native-library.ts';

const drawPlainly = { temperature: 0, topK: 40, topP: 0.95, minP: 0 };
const manySeeds = new Uint32Array(200);

/** What the library does not show of a context: where a sequence's cells end, as llama.cpp has it. */
interface CellPositions {
  readonly _ctx: { getSequenceKvCacheMaxPosition(sequenceId: number): number };
}

describe.skipIf(process.platform !== 'linux')('evaluation straight on llama.cpp', () => {
  let llama: Llama;
  let model: LlamaModel;
  let context: LlamaContext;
  let sequence: LlamaContextSequence;
  let evaluator: Evaluator;
  let prompt: Token[];

  beforeAll(async () => {
    openNativeLibrary();
    llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, progressLogs: false });
    void llama.systemInfo;
    model = await llama.loadModel({ modelPath: embeddedModelPath, gpuLayers: 0 });
    context = await model.createContext({ contextSize: 1024, batchSize: 512, threads: 1, sequences: 2 });
    sequence = context.getSequence();
    evaluator = Evaluator.of(sequence)!;
    prompt = model.tokenize('Once upon a time there was a small house at the edge of a wood. '.repeat(50));
  });
  afterAll(() => llama.dispose());
  afterEach(async () => {
    vi.restoreAllMocks();
    await sequence.clearHistory();
  });

  const wanted = () => true;
  const countCells = () => (context as unknown as CellPositions)._ctx.getSequenceKvCacheMaxPosition(0) + 1;

  async function continueByLibrary(count: number): Promise<Token[]> {
    const tokens: Token[] = [];
    for await (const token of sequence.evaluate([prompt[100]!], { temperature: 0, yieldEogToken: true })) {
      tokens.push(token);
      if (tokens.length === count) break;
    }
    return tokens;
  }

  async function verify(tokens: Token[], batchSize: number): Promise<Said[]> {
    const run = await evaluator.verify(sequence, tokens, batchSize, drawPlainly, new Uint32Array(tokens.length));
    const all: Said[] = [];
    for (let said = await run.take(); said; said = await run.take()) all.push(said);
    return all;
  }

  it('reads a batch as the library does', async () => {
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, 100));
    const expected = await continueByLibrary(20);
    await sequence.clearHistory();
    expect(await evaluator.read(sequence, prompt.slice(0, 100), wanted)).toBe(true);
    expect(sequence.contextTokens).toEqual(prompt.slice(0, 100));
    expect(await continueByLibrary(20)).toEqual(expected);
  });

  it('leaves the sequence as it was where it is interrupted, and goes on from there', async () => {
    await evaluator.read(sequence, prompt.slice(0, 60), wanted);
    const reading = evaluator.read(sequence, prompt.slice(60, 560), wanted);
    let isOver = false;
    void reading.then(() => (isOver = true));
    // Once the context is held the batch is under way.
    await vi.waitUntil(() => (evaluator.interrupt(), isOver), { interval: 1 });
    expect(await reading).toBe(false);
    expect([sequence.nextTokenIndex, countCells()]).toEqual([60, 60]);
    // Neither the evaluator nor the library is interrupted by what was meant for another batch.
    evaluator.interrupt();
    expect(await evaluator.read(sequence, prompt.slice(60, 80), wanted)).toBe(true);
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(80, 100));
    const after = await continueByLibrary(10);
    await sequence.clearHistory();
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, 100));
    expect(after).toEqual(await continueByLibrary(10));
  });

  it('reads nothing that is not wanted any more when its turn comes', async () => {
    expect(await evaluator.read(sequence, prompt.slice(0, 10), () => false)).toBe(false);
    expect(countCells()).toBe(0);
  });

  it('generates ahead of who takes the tokens, and removes what was not taken', async () => {
    await evaluator.read(sequence, prompt.slice(0, 100), wanted);
    const expected = await continueByLibrary(12);
    await sequence.eraseContextTokenRanges([{ start: 100, end: sequence.nextTokenIndex }]);
    const run = await evaluator.generate(sequence, prompt[100]!, drawPlainly, manySeeds);
    expect(await run.take()).toBe(expected[0]);
    await vi.waitUntil(() => countCells() > 101);
    expect(countCells()).toBeLessThan(106);
    await run.close();
    // The one who takes counts what was evaluated; here nobody did.
    expect(countCells()).toBe(100);
  });

  it('keeps of guesses what the model would have said itself', async () => {
    await evaluator.read(sequence, prompt.slice(0, 100), wanted);
    const expected = await continueByLibrary(6);
    await sequence.eraseContextTokenRanges([{ start: 100, end: sequence.nextTokenIndex }]);
    const wrong = ((expected[3]! + 1) % 1000) as Token;
    const tokens = [prompt[100]!, ...expected.slice(0, 3), wrong, expected[4]!];
    expect(await verify(tokens, 6)).toEqual([{ tokens: expected.slice(0, 4), goesOn: false }]);
    expect(sequence.contextTokens.slice(100)).toEqual(tokens.slice(0, 4));
    expect(countCells()).toBe(104);
    expect(await verify(expected.slice(3, 5), 2)).toEqual([{ tokens: expected.slice(4, 6), goesOn: false }]);
  });

  it('verifies one batch of guesses after the other, until one is wrong', async () => {
    await evaluator.read(sequence, prompt.slice(0, 100), wanted);
    const expected = await continueByLibrary(8);
    await sequence.eraseContextTokenRanges([{ start: 100, end: sequence.nextTokenIndex }]);
    const wrong = ((expected[5]! + 1) % 1000) as Token;
    expect(await verify([prompt[100]!, ...expected.slice(0, 5), wrong, wrong, wrong], 2)).toEqual([
      { tokens: expected.slice(0, 2), goesOn: true },
      { tokens: expected.slice(2, 4), goesOn: true },
      { tokens: expected.slice(4, 6), goesOn: false },
    ]);
    expect([sequence.nextTokenIndex, countCells()]).toEqual([106, 106]);
    expect(sequence.contextTokens.slice(101)).toEqual(expected.slice(0, 5));
  });

  it('removes guesses that nobody takes, and gives the context back', async () => {
    await evaluator.read(sequence, prompt.slice(0, 100), wanted);
    const guessed = prompt.slice(100, 400);
    const run = await evaluator.verify(sequence, guessed, 300, drawPlainly, new Uint32Array(guessed.length));
    await run.close();
    expect(await run.take()).toBeNull();
    expect([sequence.nextTokenIndex, countCells()]).toEqual([100, 100]);
    await continueByLibrary(1);
  });

  it('ends when nobody takes the tokens, or there are no more seeds, and fails where there is no room', async () => {
    await evaluator.read(sequence, prompt.slice(0, 100), wanted);
    const take = async (seeds: Uint32Array, most: number) => {
      const run = await evaluator.generate(sequence, prompt[100]!, drawPlainly, seeds);
      let taken = 0;
      while (taken < most && (await run.take()) !== null) taken++;
      return { run, taken };
    };
    expect((await take(new Uint32Array(3), 10)).taken).toBe(3);
    const { run } = await take(manySeeds, 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const left: (Token | null)[] = [];
    while (left.at(-1) !== null) left.push(await run.take());
    expect(left.length).toBeLessThan(6);
    await sequence.clearHistory();
    for (let done = 0; done < 1000; done += 250) await evaluator.read(sequence, prompt.slice(0, 250), wanted);
    await expect(take(manySeeds, 200)).rejects.toThrow('no room');
    expect(countCells()).toBe(1000);
  });

  describe('a chat', () => {
    const openChat = async () => {
      const chat = new ChatContext(model, resolveChatWrapper(model, { warningLogs: false }), {
        context: { contextSize: 512, batchSize: 512, threads: 1 },
        count: 1,
        batchesReplies: false,
        kvBytesPerToken: 4096,
        stateFiles: null,
        speculation: null,
      });
      await chat.open();
      return chat;
    };

    async function converse(sampling: Partial<Sampling>): Promise<unknown[]> {
      const chat = await openChat();
      const history: HistoryTurn[] = [];
      const replies: unknown[] = [];
      for (const text of [nameStatement, countQuestion, sumQuestion, 'Tell me a story.', 'What is my name?']) {
        let answer = '';
        const {
          stopReason,
          answerTokens,
          reasoningTokens,
          reusedTokens,
          context: used,
        } = await chat.generate(
          {
            sessionId: 'one',
            systemPrompt: '',
            history: [...history],
            prompt: text,
            sampling: { ...greedy, seed: 11, ...sampling },
            contextPolicy: 'dropOldest',
            priority: 'view',
          },
          {
            onPrefill: () => undefined,
            onContextShift: () => undefined,
            onText: (channel, piece) => void (answer += channel === 'answer' ? piece : ''),
          },
          new AbortController().signal,
        );
        history.push({ role: 'user', text }, { role: 'assistant', text: answer });
        replies.push({ answer, stopReason, answerTokens, reasoningTokens, reusedTokens, used });
      }
      await chat.close();
      return replies;
    }

    it.each<[string, Partial<Sampling>]>([
      ['greedy', {}],
      ['drawn', { temperature: 0.7 }],
      ['drawn widely', { temperature: 1.5, topK: 0, topP: 1, minP: 0.02 }],
      ['cut by a limit', { temperature: 0.7, maxTokens: 9 }],
      ['with a penalty, which it leaves to the library', { temperature: 0.7, repeatPenalty: 1.1 }],
    ])('says to the letter what it says without it, %s', async (_, sampling) => {
      const straight = await converse(sampling);
      vi.spyOn(Evaluator, 'of').mockReturnValue(null);
      expect(straight).toEqual(await converse(sampling));
    });
  });
});
