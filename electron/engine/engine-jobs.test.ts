import { join } from 'node:path';
import { getLlama, type LlamaContextSequence, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readQualityText } from '../../models/quality/quality-text.ts';
import { writeEmberLevel } from '../../tests/fixtures/gguf/ember-level.ts';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../../tests/fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../../tests/fixtures/temporary-folder.ts';

const engine = startEngine();
const folder = makeTemporaryFolder();
const never = new AbortController().signal;
const nothing = () => undefined;
const { documents } = readQualityText(true);

beforeAll(async () => {
  await engine.load(embeddedModel, nothing);
});
afterAll(async () => {
  await engine.stop();
  folder.remove();
});

describe('perplexity', () => {
  it('is what the probabilities of whole replies give, computed token by token', async () => {
    const few = documents.slice(0, 3);
    const { perplexity, tokens } = await engine.measurePerplexity(embeddedModel, few, nothing, never);
    const expected = await computeIndependently(few);
    expect(tokens).toBe(expected.tokens);
    expect(Math.abs(perplexity / expected.perplexity - 1)).toBeLessThan(1e-3);
  });

  it('does not depend on the numbers’ type, and grows with what a level loses', async () => {
    const measure = async (modelPath: string) =>
      (await engine.measurePerplexity({ ...embeddedModel, modelPath }, documents, nothing, never)).perplexity;
    const exact = await measure(write('F32'));
    const shipped = await measure(embeddedModelPath);
    const coarse = await measure(write('Q4_0'));
    expect(Math.abs(shipped / exact - 1)).toBeLessThan(5e-4);
    expect(coarse / exact).toBeGreaterThan(1.0003);
  });

  it('ends within a slice when it is aborted, with no model left', async () => {
    const abort = new AbortController();
    const onStep = (step: string) => {
      if (step === 'Reading the text') abort.abort();
    };
    const measuring = engine.measurePerplexity(embeddedModel, documents, onStep, abort.signal);
    await expect(measuring).rejects.toMatchObject({ code: 'aborted' });
    await expect(say(engine, { prompt: 'Hello' })).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('a tune', () => {
  it('tries what is open, and tells each trial before it begins', async () => {
    const steps: string[] = [];
    const options = { ...embeddedModel, flashAttention: true };
    const { chosen, before, after, trials } = await engine.tune(
      options,
      ['Batch: 1024', 'Batch: 128'],
      (step) => steps.push(step),
      never,
    );
    expect(chosen).toMatchObject({ threads: null, flashAttention: null, kvCacheType: null });
    expect(trials.map(({ label }) => label)).toEqual(['Batch: 256']);
    for (const { prefill, decode } of [before, after]) {
      expect(prefill).toBeGreaterThan(decode);
      expect(decode).toBeGreaterThan(0);
    }
    expect(steps.filter((step) => step.startsWith('Batch'))).toEqual(['Batch: 256']);
    expect(steps[0]).toBe('Loading the model');
    expect((await engine.report()).heldByModel.videoBytes).toBe(0);
  });

  it('ends when it is aborted, and the model can be loaded and talks', async () => {
    const abort = new AbortController();
    const onStep = (step: string) => {
      if (step.startsWith('Batch')) abort.abort();
    };
    await expect(engine.tune(embeddedModel, [], onStep, abort.signal)).rejects.toMatchObject({ code: 'aborted' });
    await engine.load(embeddedModel, nothing);
    expect((await say(engine, { prompt: 'Hello', sampling: { maxTokens: 8 } })).answer).not.toBe('');
  });
});

function write(level: 'F32' | 'Q4_0'): string {
  const path = join(folder.path, `${level}.gguf`);
  writeEmberLevel(level, path);
  return path;
}

/** With the library's own softmax over the whole vocabulary, one token at a time, in one go over each document. */
async function computeIndependently(texts: typeof documents) {
  const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1, progressLogs: false });
  try {
    const model = await llama.loadModel({ modelPath: embeddedModelPath, gpuLayers: 0 });
    const context = await model.createContext({ contextSize: 1024, batchSize: 512, threads: 1 });
    const sequence = context.getSequence();
    let loss = 0;
    let tokens = 0;
    for (const text of texts) {
      await sequence.clearHistory();
      let last = model.tokens.bos!;
      for (const { text: passage, counts } of text) {
        for (const token of model.tokenize(passage, true)) {
          const probability = await readProbability(sequence, last, token);
          if (counts) {
            loss -= Math.log(probability);
            tokens++;
          }
          last = token;
        }
      }
    }
    return { perplexity: Math.exp(loss / tokens), tokens };
  } finally {
    await llama.dispose();
  }
}

async function readProbability(sequence: LlamaContextSequence, token: Token, next: Token): Promise<number> {
  const generation = sequence.evaluateWithMetadata(
    [token],
    { probabilities: true },
    { temperature: 0, yieldEogToken: true },
  );
  const { value } = await generation.next();
  await generation.return();
  return value!.probabilities.get(next)!;
}
