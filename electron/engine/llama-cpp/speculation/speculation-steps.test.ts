import { getLlama, type Llama, type LlamaModel, resolveChatWrapper, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countQuestion, countReply, nameStatement, sumQuestion } from '../../../../tests/fixtures/ember-replies.ts';
import { writeEmberLevel } from '../../../../tests/fixtures/gguf/ember-level.ts';
import { SeededRandom } from '../../../../tests/fixtures/gguf/seeded-random.ts';
import { greedy } from '../../../../tests/fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../../../../tests/fixtures/temporary-folder.ts';
import type { Sampling } from '../../../../models/settings.ts';
import type { GenerateResult, HistoryTurn } from '../../../host/engine/engine-protocol.ts';
import { ChatContext } from '../chats/chat-context.ts';
import { openNativeLibrary } from '../native-library.ts';
import type { Drafter, Speculation } from './speculation.ts';
import { SpeculationPayoff } from './speculation-payoff.ts';
import { StateFiles } from '../chats/state-files.ts';

const folder = makeTemporaryFolder();
let llama: Llama;
let model: LlamaModel;
let plain: ChatContext;
let drafted: ChatContext;
const storyQuestion = 'Tell me a story.';
/** What the model says by itself, for drafts that are right up to some place. */
let expected: Token[] = [];

beforeAll(async () => {
  const path = `${folder.path}/ember-f32.gguf`;
  writeEmberLevel('F32', path);
  // Plain steps run ahead with it, and drafts have to wait for them.
  openNativeLibrary();
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, progressLogs: false });
  void llama.systemInfo;
  model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
  plain = await openChat(null);
  drafted = await openChat(new ErringSpeculation());
  expected = model.tokenize(countReply);
}, 30_000);
afterAll(async () => {
  await plain.close();
  await drafted.close();
  await llama.dispose();
  folder.remove();
});

async function openChat(speculation: Speculation | null): Promise<ChatContext> {
  const chat = new ChatContext(model, resolveChatWrapper(model, { warningLogs: false }), {
    context: { contextSize: 1024, batchSize: 512, threads: 1 },
    count: 2,
    batchesReplies: false,
    kvBytesPerToken: 4096,
    stateFiles: new StateFiles(folder.path, [speculation !== null]),
    speculation,
  });
  await chat.open();
  return chat;
}

/** Drafts after every token, whether it pays or not, and is wrong at some place of most drafts. */
class ErringSpeculation implements Speculation {
  readonly kind = 'promptLookup';
  readonly payoff = new (class extends SpeculationPayoff {
    override choose(_: unknown, available: number): number {
      return Math.min(available, 1 + below(8));
    }
  })();
  createDrafter = (): Drafter => new ErringDrafter();
  clear = async () => undefined;
  close = async () => undefined;
}

const random = new SeededRandom(7);
const below = (limit: number) => random.nextUint32() % limit;

class ErringDrafter implements Drafter {
  #last: Token | undefined;
  reset = (tokens: readonly Token[]) => void (this.#last = tokens.at(-1));
  push = (tokens: readonly Token[]) => void (this.#last = tokens.at(-1) ?? this.#last);
  look = () => ({ kind: 'long' as const, available: 8, first: null });
  clear = () => undefined;

  draft(count: number): Token[] {
    const at = expected.indexOf(this.#last!) + 1;
    const right = expected.slice(at, at + below(count + 1));
    while (right.length < count) right.push(below(3000) as Token);
    return right;
  }
}

interface Turn {
  history?: HistoryTurn[];
  sampling?: Partial<Sampling>;
  sessionId?: string;
  stopAfter?: number;
}

async function say(chat: ChatContext, prompt: string, turn: Turn = {}): Promise<GenerateResult & { answer: string }> {
  const { history = [], sampling, sessionId = 'one', stopAfter = Infinity } = turn;
  const abort = new AbortController();
  let answer = '';
  let tokens = 0;
  const result = await chat.generate(
    {
      sessionId,
      systemPrompt: '',
      history: [...history],
      prompt,
      sampling: { ...greedy, seed: null, ...sampling },
      contextPolicy: 'dropOldest',
      priority: 'view',
    },
    {
      onPrefill: () => undefined,
      onContextShift: () => undefined,
      onText: (channel, text, count) => {
        if (channel === 'answer') answer += text;
        tokens += count;
        if (tokens >= stopAfter) abort.abort();
      },
    },
    abort.signal,
  );
  history.push({ role: 'user', text: prompt }, { role: 'assistant', text: answer });
  return { ...result, answer };
}

const comparable = ({
  answer,
  stopReason,
  promptTokens,
  answerTokens,
  reusedTokens,
  context,
}: Awaited<ReturnType<typeof say>>) => ({
  answer,
  stopReason,
  promptTokens,
  answerTokens,
  reusedTokens,
  context,
});

it('says to the letter what the model says by itself, and keeps the same cells, however wrong the drafts are', async () => {
  const histories: HistoryTurn[][] = [[], []];
  for (const prompt of [nameStatement, 'Count from 1 to 20.', sumQuestion, 'Write a haiku.', 'What is my name?']) {
    const alone = await say(plain, prompt, { history: histories[0]! });
    const together = await say(drafted, prompt, { history: histories[1]! });
    expect(comparable(together)).toEqual(comparable(alone));
    expect(alone.speculation).toBeNull();
    const { drafted: count, accepted } = together.speculation!;
    expect(count).toBeGreaterThan(accepted);
  }
});

it('takes what is right', async () => {
  const { answer, speculation } = await say(drafted, countQuestion, { sessionId: 'count' });
  expect(answer).toBe(countReply);
  expect(speculation!.accepted).toBeGreaterThan(30);
});

it('draws the same with a drawn seed as without drafts', async () => {
  let same = 0;
  for (let round = 0; round < 5; round++) {
    const temperature = 0.9;
    const first = await say(drafted, storyQuestion, { sessionId: `drawn ${round}`, sampling: { temperature } });
    const repeated = { sessionId: `again ${round}`, sampling: { temperature, seed: first.seed } };
    const second = await say(drafted, storyQuestion, repeated);
    expect(first.speculation).not.toBeNull();
    // Whoever chose a seed gets no drafts, whose batches could round differently.
    expect(second.speculation).toBeNull();
    if (second.answer === first.answer) same++;
  }
  // Cells are of 16 bits, whatever the weights: a batch of another size can still tip a close draw.
  expect(same).toBeGreaterThanOrEqual(3);
});

it('leaves nothing of a draft behind when the reply is stopped amid it', async () => {
  for (const stopAfter of [1, 2, 5, 8]) {
    const histories: HistoryTurn[][] = [[], []];
    const turn = { sessionId: `stop ${stopAfter}`, stopAfter };
    const alone = await say(plain, countQuestion, { ...turn, history: histories[0]! });
    const together = await say(drafted, countQuestion, { ...turn, history: histories[1]! });
    expect(together.answer.startsWith(alone.answer)).toBe(true);
    expect(together.answerTokens).toBeLessThan(stopAfter + 9);
    const next = { sessionId: turn.sessionId, sampling: { maxTokens: 12 } };
    // The same history for both: what was shown when the plain reply stopped.
    const shown = histories[0]!;
    const after = await say(drafted, sumQuestion, { ...next, history: [...shown] });
    expect(after.answer).toBe((await say(plain, sumQuestion, { ...next, history: [...shown] })).answer);
  }
});

it('never exceeds a limit of tokens', async () => {
  for (const maxTokens of [1, 2, 3, 7]) {
    const { answerTokens, stopReason } = await say(drafted, countQuestion, { sampling: { maxTokens } });
    expect([answerTokens, stopReason]).toEqual([maxTokens, 'maxTokens']);
  }
});

it('goes on with a reply that outgrows the context', async () => {
  const history: HistoryTurn[] = [];
  const prompts = Array.from({ length: 3 }, () => countQuestion);
  for (const prompt of prompts) {
    const { answer } = await say(drafted, prompt, { history, sessionId: 'long' });
    expect(answer).toBe(countReply);
  }
});

it('forgets a session while drafts are made for another one', async () => {
  await say(drafted, nameStatement, { sessionId: 'secret' });
  let forgotten: Promise<void> | null = null;
  const abort = new AbortController();
  let answer = '';
  await drafted.generate(
    {
      sessionId: 'other',
      systemPrompt: '',
      history: [],
      prompt: countQuestion,
      sampling: greedy,
      contextPolicy: 'dropOldest',
      priority: 'view',
    },
    {
      onPrefill: () => undefined,
      onContextShift: () => undefined,
      onText: (_, text) => {
        answer += text;
        if (answer.length > 40) forgotten ??= drafted.forget('secret');
      },
    },
    abort.signal,
  );
  await forgotten;
  expect(answer).toBe(countReply);
});
