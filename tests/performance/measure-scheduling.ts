import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Supervisor } from '../../electron/host/engine/supervisor.ts';
import { batchTokens } from '../../models/gguf/kv-shape.ts';
import type { HistoryTurn } from '../../electron/host/engine/engine-protocol.ts';
import { embeddedModel, say, startEngine, type Reply } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { effortSides, quick } from './effort.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { provideModel } from './synthetic-moe.ts';

const contextSize = 12_288;
/** In the model's vocabulary a character is a token. */
const longPromptTokens = quick ? 3000 : 8000;
const longPrompt = (start: string) => start.padEnd(longPromptTokens, 'the quick brown fox and the lazy dog ');
const aborts = quick ? 4 : 16;

/** The engine with the synthetic model of a gigabyte and one thread. */
async function withEngine<Result>(
  work: (engine: Supervisor, parallelChats: number) => Promise<Result>,
): Promise<Result> {
  // Writing it takes a while, in which a process that starts would wait in vain for its host.
  const modelPath = provideModel('moe');
  const states = makeTemporaryFolder();
  const engine = startEngine();
  try {
    const { parallelChats } = await engine.load(
      { ...embeddedModel, modelPath, contextSize, stateFolder: states.path },
      () => undefined,
    );
    return await work(engine, parallelChats);
  } finally {
    await engine.stop();
    states.remove();
  }
}

/** How much longer a running stream waits for its tokens while another chat reads a long prompt. */
export function measureInterferenceRatio(): Promise<Figure> {
  return withEngine(async (engine) => {
    const alone = await say(engine, { prompt: 'Go on.', sessionId: 'alone', sampling: { maxTokens: 200 } });
    const { beside, slices } = await streamBesidePrompt(engine);
    const sliceTokens = Math.round(median(slices));
    const direct = await measureDirectly(sliceTokens);
    const [aloneMs, besideMs] = [alone.result.tokenGapMs!, beside.result.tokenGapMs!];
    // Twice a slice's own cost, and five times better than what the library does with a prompt by itself.
    const bound = Math.min(2 * direct.sliceMs, direct.besideMs / 5) / aloneMs;
    return createFigure(
      'interferenceRatio',
      besideMs / aloneMs,
      'ratio',
      { atMost: Number(bound.toPrecision(4)) },
      {
        aloneMs,
        besideMs,
        tokensBeside: beside.result.answerTokens,
        sliceTokens,
        sliceMs: direct.sliceMs,
        unslicedAloneMs: direct.aloneMs,
        unslicedBesideMs: direct.besideMs,
        betterThanUnsliced: direct.besideMs / besideMs,
        measured:
          'p95 of the gaps between tokens of a stream, beside the prefill of another chat ÷ alone; the goal is the ' +
          "lower of twice a slice's own cost and a fifth of the gaps when the library gets the prompt as a whole",
        promptTokens: longPromptTokens,
        threads: 1,
        ...effortSides,
      },
    );
  });
}

/** How long the first token takes on return to a long chat that had left the memory, compared with reading it anew. */
export function measureSwitchRatio(): Promise<Figure> {
  return withEngine(async (engine, parallelChats) => {
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: longPrompt('a '), sessionId: 'long', history, sampling: { maxTokens: 4 } });
    for (let index = 0; index < parallelChats; index++) {
      await say(engine, { prompt: `${index} more`, sessionId: `other ${index}`, sampling: { maxTokens: 2 } });
    }
    const turn = { prompt: 'And now?', sampling: { maxTokens: 2 } };
    const back = await say(engine, { ...turn, sessionId: 'long', history: [...history] });
    await engine.disposeSession('long');
    const anew = await say(engine, { ...turn, sessionId: 'anew', history: [...history] });
    const [backMs, anewMs] = [back.result.firstTokenMs, anew.result.firstTokenMs];
    return createFigure(
      'switchRatio',
      backMs / anewMs,
      'ratio',
      { atMost: 0.1 },
      {
        backMs,
        anewMs,
        measured: 'until the first token: with the KV state from the disk ÷ with the whole prompt read anew',
        promptTokens: back.result.promptTokens,
        threads: 1,
        ...effortSides,
      },
    );
  });
}

/** From the wish to stop to the end of the reply, 95 of 100 times, all along the prefill of one long prompt. */
export function measureAbortMs(): Promise<Figure> {
  return withEngine(async (engine) => {
    const times: number[] = [];
    const step = (longPromptTokens - 3 * batchTokens) / aborts;
    let prompt = longPrompt('a ');
    let position = 0;
    // What was read before an abort stays in the KV cache: each attempt goes on where the last one was stopped.
    for (let index = 1; index <= aborts; index++) {
      // Two of the largest slices at least have to be left, or the prompt would be read before the abort.
      if (longPromptTokens - position < 2 * batchTokens) prompt = longPrompt(`${index} anew `);
      const time = await timeAbort(engine, prompt, (event) => {
        if (event.type !== 'prefill') return false;
        position = longPromptTokens - (event.totalTokens - event.doneTokens);
        return event.doneTokens > 0 && position >= step * index;
      });
      times.push(time);
    }
    return createFigure(
      'abortMs',
      percentile95(times),
      'ms',
      { atMost: 600 },
      {
        medianMs: median(times),
        highestMs: Math.max(...times),
        aborts,
        measured: 'from the wish, as a slice begins, to the end of the reply; spread over one prefill; p95',
        promptTokens: longPromptTokens,
        threads: 1,
        ...effortSides,
      },
    );
  });
}

/** The same while tokens are generated. */
export function measureAbortDecodeMs(): Promise<Figure> {
  return withEngine(async (engine) => {
    const times: number[] = [];
    for (let index = 0; index < aborts; index++) {
      times.push(await timeAbort(engine, `${index} more`, (event) => event.type === 'deltas'));
    }
    return createFigure(
      'abortDecodeMs',
      percentile95(times),
      'ms',
      { atMost: 50 },
      {
        medianMs: median(times),
        highestMs: Math.max(...times),
        aborts,
        measured: 'from the wish, at the first text, to the end of the reply; p95',
        threads: 1,
        ...effortSides,
      },
    );
  });
}

async function streamBesidePrompt(engine: Supervisor): Promise<{ beside: Reply; slices: number[] }> {
  let reading: Promise<Reply> | null = null;
  const slices: number[] = [];
  let done = 0;
  const beside = await say(engine, {
    prompt: 'Go on, please.',
    sessionId: 'stream',
    onEvent: (event, stream) => {
      if (event.type !== 'deltas' || reading !== null) return;
      reading = say(engine, {
        prompt: longPrompt('b '),
        sessionId: 'reader',
        sampling: { maxTokens: 1 },
        onEvent: (progress) => {
          if (progress.type === 'deltas') stream.abort();
          if (progress.type !== 'prefill' || progress.doneTokens === 0) return;
          slices.push(progress.doneTokens - done);
          done = progress.doneTokens;
        },
      }).finally(() => stream.abort());
    },
  });
  await reading;
  if (beside.result.stopReason !== 'aborted') throw new Error('The stream ended before the prompt was read');
  return { beside, slices };
}

async function timeAbort(
  engine: Supervisor,
  prompt: string,
  isTime: (event: Reply['events'][number]) => boolean,
): Promise<number> {
  let askedAt: number | null = null;
  await say(engine, {
    prompt,
    sessionId: prompt.slice(0, 8),
    sampling: { maxTokens: 64 },
    onEvent: (event, generation) => {
      if (askedAt !== null || !isTime(event)) return;
      askedAt = performance.now();
      generation.abort();
    },
  });
  if (askedAt === null) throw new Error('The reply ended before it could be stopped');
  return performance.now() - askedAt;
}

/** The same with the library driven directly: the prompt handed over as a whole, and a slice's own cost. */
async function measureDirectly(sliceTokens: number): Promise<{ aloneMs: number; besideMs: number; sliceMs: number }> {
  const script = join(import.meta.dirname, 'direct-interference.ts');
  const sizes = [contextSize, longPromptTokens, sliceTokens].map(String);
  const child = fork(script, [provideModel('moe'), ...sizes], { execArgv: [] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`node-llama-cpp, driven directly, ended with ${String(code)}`);
  });
  const [{ alone, beside, slices }] = (await Promise.race([once(child, 'message'), ended])) as [
    Record<string, number[]>,
  ];
  return { aloneMs: percentile95(alone!), besideMs: percentile95(beside!), sliceMs: median(slices!) };
}

function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1]!;
}
