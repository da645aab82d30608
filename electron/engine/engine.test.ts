import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../models/app-error.ts';
import { GgufEditor } from '../../tests/fixtures/edit-gguf.ts';
import {
  countQuestion,
  name,
  nameQuestion,
  nameStatement,
  sumQuestion,
  sumReasoningWord,
  sumReply,
} from '../../tests/fixtures/ember-replies.ts';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { embeddedModel, evaluatedTokens, say, startEngine } from '../../tests/fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../../tests/fixtures/temporary-folder.ts';
import type { HistoryTurn } from '../host/engine/engine-protocol.ts';

const story = 'Tell me a long story about a fox.';

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`it ended with ${String(error)}`);
}

describe('the engine with the embedded model', () => {
  const engine = startEngine();
  beforeAll(async () => {
    await engine.load(embeddedModel, () => undefined);
  });
  afterAll(() => engine.stop());

  it('says what it loaded, and reports progress up to the end', async () => {
    const progress: number[] = [];
    const info = await engine.load(embeddedModel, (part) => progress.push(part));
    expect(info).toMatchObject({
      architecture: 'deepseek',
      quantization: 'Q8_0',
      parameters: 12_399_872,
      expertCount: 8,
      expertUsedCount: 2,
      contextSize: 1024,
      trainContextSize: 1024,
      chatTemplate: 'DeepSeek',
      gpuLayers: 0,
      threads: 1,
    });
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const report = await engine.report();
    expect(report).toMatchObject({ device: 'CPU', deviceProblem: null, videoMemory: null });
    expect(report.memoryBytes).toBeGreaterThan(13_000_000);
  });

  it('recalls what it was told, reading only what is new', async () => {
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: nameStatement, history, sessionId: 'recall' });
    const { answer, result, ...reply } = await say(engine, { prompt: nameQuestion, history, sessionId: 'recall' });
    expect(answer).toContain(name);
    expect(result).toMatchObject({ stopReason: 'endOfReply', reasoningTokens: 0, contextShifted: false });
    expect(evaluatedTokens({ answer, result, ...reply })).toBeLessThan(result.promptTokens / 2);
  });

  it('knows nothing of a session that was disposed', async () => {
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: nameStatement, history, sessionId: 'wiped' });
    await engine.disposeSession('wiped');
    const reply = await say(engine, { prompt: nameQuestion, sessionId: 'after' });
    expect(reply.answer).not.toContain(name);
    // Not even the first token of the old conversation is in the KV cache of the new context.
    expect(evaluatedTokens(reply)).toBe(reply.result.promptTokens - 1);
  });

  it('keeps two conversations apart', async () => {
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: nameStatement, history, sessionId: 'mine' });
    expect((await say(engine, { prompt: nameQuestion, sessionId: 'yours' })).answer).not.toContain(name);
    expect((await say(engine, { prompt: nameQuestion, history, sessionId: 'mine' })).answer).toContain(name);
  });

  it('answers a system prompt, and none where it is empty', async () => {
    const without = await say(engine, { prompt: 'Hi!', sessionId: 'plain' });
    const withOne = await say(engine, {
      prompt: 'Hi!',
      sessionId: 'system',
      systemPrompt: 'You are a helpful assistant.',
    });
    expect(withOne.result.promptTokens).toBeGreaterThan(without.result.promptTokens);
    // BOS, the user's marker, “Hi!”, the assistant's marker: nothing else is in front of a prompt without a system.
    expect(without.result.promptTokens).toBeLessThanOrEqual(6);
  });

  it('tells reasoning and answer apart, and counts both', async () => {
    const reply = await say(engine, { prompt: sumQuestion, sessionId: 'sum' });
    expect(reply.answer).toBe(sumReply);
    expect(reply.reasoning).toContain(sumReasoningWord);
    expect(reply.reasoning + reply.answer).not.toMatch(/<\/?think>/);
    const { answerTokens, reasoningTokens } = reply.result;
    expect(answerTokens).toBeGreaterThan(4);
    expect(reasoningTokens).toBeGreaterThan(answerTokens);
    const last = reply.events.findLast((event) => event.type === 'deltas');
    expect(last).toMatchObject({ tokens: answerTokens + reasoningTokens });
  });

  it('numbers deltas without gaps, and sends the same text at the same seed', async () => {
    const sampling = { temperature: 0.8, seed: 7, maxTokens: 60 };
    const first = await say(engine, { prompt: story, sessionId: 'seed', sampling });
    const sequence = first.events.flatMap((event) => (event.type === 'deltas' ? [event.seq] : []));
    expect(sequence).toEqual(sequence.map((_, index) => index));
    expect(first.result).toMatchObject({ stopReason: 'maxTokens', answerTokens: 60 });
    await engine.disposeSession('seed');
    const second = await say(engine, { prompt: story, sessionId: 'seed', sampling });
    expect(second.answer).toBe(first.answer);
  });

  it('stops amid a reply when a reply is aborted, and goes on from there', async () => {
    const history: HistoryTurn[] = [
      { role: 'user', text: nameStatement },
      { role: 'assistant', text: 'Nice to meet you, Zora!' },
    ];
    const whole = await say(engine, { prompt: countQuestion, history: [...history], sessionId: 'whole' });
    const reply = await say(engine, {
      prompt: countQuestion,
      history,
      sessionId: 'abort',
      onEvent: (event, generation) => {
        if (event.type === 'deltas' && event.tokens >= 5) generation.abort();
      },
    });
    expect(reply.result.stopReason).toBe('aborted');
    expect(reply.answer.length).toBeGreaterThan(5);
    // The engine hears of it only when the system lets it: a busy machine takes its time.
    expect(reply.result.answerTokens).toBeLessThan(whole.result.answerTokens);
    const next = await say(engine, { prompt: nameQuestion, history, sessionId: 'abort' });
    expect(next.answer).toContain(name);
    expect(evaluatedTokens(next)).toBeLessThan(16);
  });

  it('ends a generation that is aborted while it waits its turn', async () => {
    const { parallelChats } = await engine.load(embeddedModel, () => undefined);
    const running = Array.from({ length: parallelChats }, (_, index) =>
      say(engine, { prompt: story, sessionId: `running ${index}` }),
    );
    const waiting = say(engine, {
      prompt: 'Hi!',
      sessionId: 'waiting',
      onEvent: () => {
        throw new Error('it began');
      },
      onStart: (generation) => generation.abort(),
    });
    expect((await waiting).result).toMatchObject({ stopReason: 'aborted', promptTokens: 0, answerTokens: 0 });
    for (const reply of await Promise.all(running)) expect(reply.result.stopReason).toBe('endOfReply');
  });

  it('ends a reply whose session is disposed', async () => {
    let disposed: Promise<void> | null = null;
    const reply = await say(engine, {
      prompt: story,
      sessionId: 'gone',
      onEvent: (event) => {
        if (event.type === 'deltas') disposed ??= engine.disposeSession('gone');
      },
    });
    expect(reply.result.stopReason).toBe('aborted');
    await disposed;
  });

  it('drops the oldest turns when the context is full, says so, and remembers its cut', async () => {
    const history: HistoryTurn[] = [];
    const shifts: boolean[] = [];
    for (let round = 0; round < 8; round++) {
      const reply = await say(engine, {
        prompt: story,
        history,
        sessionId: 'long',
        sampling: { temperature: 0.8, seed: round },
      });
      const told = reply.events.some((event) => event.type === 'contextShifted');
      expect(reply.result.contextShifted).toBe(told);
      expect(reply.result.promptTokens).toBeLessThan(1024);
      // A full context is not a reason to read everything anew: only the turn that drops others does.
      if (shifts.at(-1) === true && !told) expect(evaluatedTokens(reply)).toBeLessThan(40);
      shifts.push(told);
    }
    expect(shifts[0]).toBe(false);
    expect(shifts.filter((shifted) => shifted).length).toBeGreaterThan(1);
  });

  it('goes on with a reply that outgrows the context with its own prompt', async () => {
    const prompt = `${'the quick brown fox and the lazy dog '.repeat(80)}. ${story}`;
    const reply = await say(engine, {
      prompt,
      sessionId: 'full',
      sampling: { temperature: 1, maxTokens: 400, seed: 3 },
    });
    expect(reply.result.promptTokens).toBeGreaterThan(850);
    expect(reply.result.promptTokens + reply.result.answerTokens).toBeGreaterThan(1024);
    expect(reply.result.contextShifted).toBe(true);
  });

  it('refuses a prompt that alone is longer than the context', async () => {
    const error = await failureOf(say(engine, { prompt: story.repeat(200), sessionId: 'toolong' }));
    expect(error.code).toBe('promptTooLong');
    expect(error.data).toMatchObject({ contextSize: 1024 });
    expect(error.data['promptTokens']).toBeGreaterThan(1024);
    expect((await say(engine, { prompt: 'Hi!', sessionId: 'toolong' })).answer).not.toBe('');
  });

  it.each([
    ['of words', 'The quick brown fox. '],
    ['of one letter', 'a'],
    ['of characters that the vocabulary lacks', '汉'],
    ['of spaces', ' '],
  ])('refuses a million characters %s, and answers other requests meanwhile', async (_, text) => {
    const prompt = text.repeat(Math.ceil(1_000_000 / text.length));
    const refused = failureOf(say(engine, { prompt, sessionId: 'million' }));
    const outcome = refused.then(() => 'refused' as const);
    let reports = 0;
    while ((await Promise.race([outcome, engine.report()])) !== 'refused') reports++;
    expect((await refused).code).toBe('promptTooLong');
    expect(reports).toBeGreaterThan(3);
  });

  it('takes a history of any length', async () => {
    const history: HistoryTurn[] = [];
    for (let turn = 0; turn < 2000; turn++) {
      history.push(
        { role: 'user', text: `Tell me story number ${turn}.` },
        { role: 'assistant', text: '汉'.repeat(500) },
      );
    }
    history.push({ role: 'user', text: nameStatement }, { role: 'assistant', text: 'Nice to meet you, Zora!' });
    const reply = await say(engine, { prompt: nameQuestion, history, sessionId: 'endless' });
    expect(reply.answer).toContain(name);
    expect(reply.result.contextShifted).toBe(true);
  });

  it('makes a reply anew without reading the conversation again', async () => {
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: nameStatement, history, sessionId: 'again' });
    const before = [...history];
    await say(engine, { prompt: nameQuestion, history, sessionId: 'again' });
    const anew = await say(engine, { prompt: nameQuestion, history: before, sessionId: 'again' });
    expect(anew.answer).toContain(name);
    expect(evaluatedTokens(anew)).toBeLessThan(4);
  });

  it('says that there is no model, and loads one again', async () => {
    await engine.unload();
    expect((await failureOf(say(engine, { prompt: 'Hi!' }))).code).toBe('notFound');
    await engine.load(embeddedModel, () => undefined);
    expect((await say(engine, { prompt: 'Hi!' })).answer).not.toBe('');
  });
});

describe('a long prefill', () => {
  const folder = makeTemporaryFolder();
  const engine = startEngine();
  // The embedded model with a header that allows a context in which prefill takes seconds.
  const modelPath = join(folder.path, 'long-context.gguf');
  beforeAll(async () => {
    const editor = new GgufEditor(readFileSync(embeddedModelPath)).setUint32('deepseek.context_length', 32_768);
    writeFileSync(modelPath, editor.bytes);
    await engine.load({ ...embeddedModel, modelPath, contextSize: 8192 }, () => undefined);
  });
  afterAll(async () => {
    await engine.stop();
    folder.remove();
  });

  const longPrompt = `${'the quick brown fox and the lazy dog '.repeat(400)}.`;

  it('can be aborted, keeps what it has read, and answers other requests meanwhile', async () => {
    let aborted = false;
    let reports = 0;
    const reply = await say(engine, {
      prompt: longPrompt,
      onEvent: (event, generation) => {
        if (event.type !== 'prefill') return;
        void engine.report().then(() => reports++);
        if (event.doneTokens < 1000 || aborted) return;
        aborted = true;
        generation.abort();
      },
    });
    expect(reply.result).toMatchObject({ stopReason: 'aborted', answerTokens: 0 });
    const progress = reply.events.flatMap((event) => (event.type === 'prefill' ? [event] : []));
    const { doneTokens, totalTokens } = progress.at(-1)!;
    expect(totalTokens).toBeGreaterThan(4000);
    expect(doneTokens).toBeLessThan(totalTokens / 2);
    const again = await say(engine, { prompt: longPrompt, sampling: { maxTokens: 4 } });
    expect(evaluatedTokens(again)).toBe(totalTokens - doneTokens);
    // Between two slices at the latest: this is what tells a long prefill from a hang.
    expect(reports).toBeGreaterThan(2);
  });
});
