import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GgufEditor } from '../../tests/fixtures/edit-gguf.ts';
import {
  countQuestion,
  countReply,
  name,
  nameQuestion,
  nameStatement,
  sumQuestion,
  sumReply,
} from '../../tests/fixtures/ember-replies.ts';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { listDescendants } from '../../tests/fixtures/process-tree.ts';
import { embeddedModel, evaluatedTokens, say, startEngine, type Reply } from '../../tests/fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../../tests/fixtures/temporary-folder.ts';
import { findInMemory } from '../../tests/fixtures/process-memory.ts';
import type { HistoryTurn } from '../host/engine/engine-protocol.ts';

const folder = makeTemporaryFolder();
const stateFolder = join(folder.path, 'kv');
// The embedded model with a header that allows a context in which prefill takes seconds.
const modelPath = join(folder.path, 'long-context.gguf');
const longContext = { ...embeddedModel, modelPath, contextSize: 4096, stateFolder };
writeFileSync(
  modelPath,
  new GgufEditor(readFileSync(embeddedModelPath)).setUint32('deepseek.context_length', 32_768).bytes,
);
afterAll(() => folder.remove());

const textOf = (words: string, times: number) => `${`${words} `.repeat(times)}.`;
const longText = (index: number) => textOf(`chapter ${index} of the quick brown fox and the lazy dog`, 150);

describe('several chats', () => {
  const engine = startEngine();
  beforeAll(async () => {
    await engine.load(longContext, () => undefined);
  });
  afterAll(() => engine.stop());

  it('write side by side while another prompt is read, and say what they say alone', async () => {
    const marks: string[] = [];
    const mark = (label: string) => (event: { type: string }) => void marks.push(`${label} ${event.type}`);
    const replies = await Promise.all([
      say(engine, { prompt: countQuestion, sessionId: 'count', onEvent: mark('count') }),
      say(engine, { prompt: sumQuestion, sessionId: 'sum', priority: 'background', onEvent: mark('sum') }),
      say(engine, {
        prompt: longText(0),
        sessionId: 'long',
        sampling: { maxTokens: 8 },
        priority: 'background',
        onEvent: mark('long'),
      }),
    ]);
    expect(replies.map(({ answer }) => answer).slice(0, 2)).toEqual([countReply, sumReply]);
    expect(replies[2]!.result.stopReason).toBe('maxTokens');
    // The streams went on between the slices of the long prompt.
    const [begun, ended] = [marks.indexOf('long prefill'), marks.lastIndexOf('long prefill')];
    const between = marks.slice(begun, ended);
    expect(between.filter((entry) => entry === 'count deltas').length).toBeGreaterThan(3);
    expect(between.filter((entry) => entry === 'sum deltas').length).toBeGreaterThan(1);
  });

  it('stop within a slice while others write, and those go on', async () => {
    const other = say(engine, { prompt: countQuestion, sessionId: 'other' });
    let askedAt = 0;
    const stopped = await say(engine, {
      prompt: longText(1),
      sessionId: 'stopped',
      priority: 'background',
      onEvent: (event, generation) => {
        if (event.type !== 'prefill' || event.doneTokens < 200 || askedAt > 0) return;
        askedAt = performance.now();
        generation.abort();
      },
    });
    expect(performance.now() - askedAt).toBeLessThan(1000);
    expect(stopped.result.stopReason).toBe('aborted');
    const progress = stopped.events.flatMap((event) => (event.type === 'prefill' ? [event] : [])).at(-1)!;
    expect(progress.doneTokens).toBeLessThan(progress.totalTokens / 2);
    expect((await other).answer).toBe(countReply);
  });

  it('come back from the disk when their place was needed, and only what is new is read', async () => {
    const histories: HistoryTurn[][] = Array.from({ length: 6 }, () => []);
    const turn = (index: number, prompt: string): Promise<Reply> =>
      say(engine, { prompt, sessionId: `chat ${index}`, history: histories[index]!, sampling: { maxTokens: 12 } });
    for (const index of histories.keys()) await turn(index, longText(index + 10));
    expect(readdirSync(stateFolder).length).toBeGreaterThan(0);
    const returned = await turn(0, nameQuestion);
    expect(returned.result.promptTokens).toBeGreaterThan(1000);
    expect(evaluatedTokens(returned)).toBeLessThan(60);
    // In another process, too.
    await engine.unload();
    await engine.restart();
    await engine.load(longContext, () => undefined);
    expect(evaluatedTokens(await turn(1, nameQuestion))).toBeLessThan(60);
    // And nothing of it counts for another context size.
    await engine.load({ ...longContext, contextSize: 3072 }, () => undefined);
    const anew = await turn(2, nameQuestion);
    expect(evaluatedTokens(anew)).toBe(anew.result.promptTokens - 1);
    await engine.load(longContext, () => undefined);
  });

  it('come back from the disk while another one writes, and not only when it is done', async () => {
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: longText(40), sessionId: 'back', history, sampling: { maxTokens: 4 } });
    for (let index = 0; index < 4; index++) {
      await say(engine, { prompt: `${index} more`, sessionId: `other ${index}`, sampling: { maxTokens: 2 } });
    }
    let streamed = 0;
    let streamedBefore = 0;
    let back: Promise<Reply> | null = null;
    const onBack = (event: Reply['events'][number]) => {
      if (event.type === 'deltas') streamedBefore ||= streamed;
    };
    const stream = await say(engine, {
      prompt: 'Count from 1 to 100.',
      sessionId: 'stream',
      onEvent: (event) => {
        if (event.type !== 'deltas') return;
        streamed = event.tokens;
        const turn = { prompt: nameQuestion, sessionId: 'back', history, sampling: { maxTokens: 2 } };
        back ??= say(engine, { ...turn, onEvent: onBack });
      },
    });
    expect(evaluatedTokens((await back)!)).toBeLessThan(60);
    expect(stream.result.answerTokens).toBeGreaterThan(380);
    expect(streamedBefore).toBeGreaterThan(0);
    expect(streamedBefore).toBeLessThan(200);
  });

  it('begin with what they share with another one in memory', async () => {
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: longText(20), sessionId: 'trunk', history, sampling: { maxTokens: 4 } });
    const branch = await say(engine, {
      prompt: 'Hi!',
      sessionId: 'branch',
      history: [...history],
      sampling: { maxTokens: 4 },
    });
    expect(branch.result.promptTokens).toBeGreaterThan(1000);
    expect(evaluatedTokens(branch)).toBeLessThan(40);
    const alone = await say(engine, {
      prompt: nameStatement,
      sessionId: 'trunk',
      history: [...history],
      sampling: { maxTokens: 30 },
    });
    const copied = await say(engine, {
      prompt: nameStatement,
      sessionId: 'branch',
      history: [...history],
      sampling: { maxTokens: 30 },
    });
    expect(copied.answer).toBe(alone.answer);
  });
});

/** What is left of a session in the memory of its process is looked for where the system lets us. */
describe.skipIf(process.platform !== 'linux')('a session that is disposed', () => {
  const secret = textOf('the secret of the old lighthouse keeper', 20);
  const turn = { prompt: secret, sessionId: 'secret', sampling: { maxTokens: 4 } };
  let needles: Buffer[];

  /** Rows of KV cells as the session has them, from its state file in a process of its own. */
  beforeAll(async () => {
    const engine = startEngine();
    const states = join(folder.path, 'sample');
    await engine.load({ ...longContext, stateFolder: states }, () => undefined);
    await say(engine, turn);
    await engine.unload();
    const [fileName] = readdirSync(states);
    const state = readFileSync(join(states, fileName!));
    await engine.stop();
    needles = [0.3, 0.5, 0.7, 0.9].map((part) => state.subarray(Math.floor(state.length * part)).subarray(0, 192));
  });

  const enginePid = () => listDescendants(process.pid).find(({ command }) => command.includes('engine/entry'))!.pid;
  const countFound = () => findInMemory(enginePid(), needles).filter((found) => found).length;

  it.each([
    ['while nobody writes', false, 1],
    ['while another one writes', true, 1],
    ['after the model was loaded again', false, 3],
  ])('leaves no cell and no file, %s', async (_, withOther, loads) => {
    const engine = startEngine();
    const states = join(folder.path, `states ${withOther} ${loads}`);
    for (let load = 1; load < loads; load++) {
      await engine.load({ ...longContext, stateFolder: null }, () => undefined);
      await say(engine, { ...turn, sessionId: 'before' });
    }
    await engine.load({ ...longContext, stateFolder: states }, () => undefined);
    await say(engine, turn);
    expect(countFound()).toBe(needles.length);
    let disposed: Promise<void> | null = null;
    let gone = -1;
    const other = withOther
      ? say(engine, {
          prompt: countQuestion,
          sessionId: 'other',
          onEvent: (event) => {
            if (event.type !== 'deltas' || event.tokens < 20) return;
            disposed ??= engine.disposeSession('secret').then(() => void (gone = countFound()));
          },
        })
      : null;
    if (!other) await engine.disposeSession('secret').then(() => void (gone = countFound()));
    expect((await other)?.answer ?? countReply).toBe(countReply);
    await disposed;
    expect(gone).toBe(0);
    expect(readdirSync(states)).toEqual([]);
    expect((await say(engine, { prompt: nameQuestion, sessionId: 'next' })).answer).not.toContain(name);
    await engine.stop();
  });

  it('leaves the cells of a chat that took its place and writes on', async () => {
    const engine = startEngine();
    const states = join(folder.path, 'places');
    await engine.load({ ...longContext, stateFolder: states }, () => undefined);
    await say(engine, turn);
    // With three more every place is taken: the next one sits where the secret was, which lies on the disk then.
    for (let index = 0; index < 3; index++) {
      await say(engine, { prompt: longText(index), sessionId: `filler ${index}`, sampling: { maxTokens: 2 } });
    }
    expect(countFound()).toBe(needles.length);
    let disposed: Promise<void> | null = null;
    let gone = -1;
    const last = await say(engine, {
      prompt: countQuestion,
      sessionId: 'heir',
      onEvent: (event) => {
        if (event.type !== 'deltas' || event.tokens < 20) return;
        disposed ??= engine.disposeSession('secret').then(() => void (gone = countFound()));
      },
    });
    await disposed;
    expect(last.answer).toBe(countReply);
    expect(gone).toBe(0);
    expect(disposed).not.toBeNull();
    await engine.stop();
  });
});
