import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeculationStats } from '../../models/conversation/conversation.ts';
import type { HistoryTurn } from '../../electron/host/engine/engine-protocol.ts';
import { countQuestion, countReply, nameQuestion, nameStatement, sumQuestion } from '../fixtures/ember-replies.ts';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { syntheticModels } from '../fixtures/gguf/synthetic-models.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const folder = makeTemporaryFolder();
const preciseModel = { ...embeddedModel, modelPath: join(folder.path, 'ember-f32.gguf') };
writeEmberLevel('F32', preciseModel.modelPath);
const engine = startEngine();
const silent = () => undefined;
afterAll(async () => {
  await engine.stop();
  folder.remove();
});

const prompts = [nameStatement, countQuestion, sumQuestion, nameQuestion, countQuestion, 'Tell me a story.'];

/** What is said in a conversation, and how much of it was drafted. */
async function talk() {
  const history: HistoryTurn[] = [];
  const answers: string[] = [];
  const stats: SpeculationStats[] = [];
  for (const prompt of prompts) {
    const { answer, result } = await say(engine, { prompt, history, sessionId: 'talk' });
    answers.push(answer);
    if (result.speculation) stats.push(result.speculation);
  }
  return { answers, stats };
}

describe('speculation', () => {
  let alone: string[];
  beforeAll(async () => {
    await engine.load(preciseModel, silent);
    alone = (await talk()).answers;
  });

  it('drafts from the conversation where nothing else is said, and changes no word', async () => {
    const info = await engine.load({ ...preciseModel, speculation: null }, silent);
    expect(info).toMatchObject({ speculation: 'promptLookup', remarks: [] });
    expect((await talk()).answers).toEqual(alone);
    const history: HistoryTurn[] = [];
    await say(engine, { prompt: countQuestion, history, sessionId: 'copy' });
    const { answer, result } = await say(engine, { prompt: countQuestion, history, sessionId: 'copy' });
    expect(answer).toBe(countReply);
    expect(result.speculation).toMatchObject({ kind: 'promptLookup' });
    const { drafted, accepted } = result.speculation!;
    expect(drafted).toBeGreaterThan(0);
    expect(accepted).toBeLessThanOrEqual(drafted);
    expect(accepted).toBeLessThan(result.answerTokens);
  });

  it('does not draft where it is switched off', async () => {
    expect((await engine.load({ ...preciseModel, speculation: 'off' }, silent)).speculation).toBe('off');
    const history: HistoryTurn[] = [];
    for (const prompt of [countQuestion, countQuestion]) {
      expect((await say(engine, { prompt, history })).result.speculation).toBeNull();
    }
  });

  it('drafts by a model of the same vocabulary, which is counted and changes no word', async () => {
    const { memory: without } = await engine.load(preciseModel, silent);
    const draft = { speculation: 'draft', draftModelPath: embeddedModelPath } as const;
    const info = await engine.load({ ...preciseModel, ...draft }, silent);
    expect(info).toMatchObject({ speculation: 'draft', remarks: [] });
    expect(info.memory!.predictedBytes).toBeGreaterThan(
      without!.predictedBytes + readFileSync(embeddedModelPath).length,
    );
    const { answers, stats } = await talk();
    expect(answers).toEqual(alone);
    expect(stats[0]).toMatchObject({ kind: 'draft' });
    expect(stats[0]!.accepted).toBeGreaterThan(0);
  });

  it('says why a draft model cannot be used, and goes on without it', async () => {
    const [config] = syntheticModels;
    const other = join(folder.path, 'other.gguf');
    writeGguf(other, planModel(config!, chooseTypes('Q8_0', config!), fileTypes.Q8_0));
    const load = (draftModelPath: string | null) =>
      engine.load({ ...embeddedModel, speculation: 'draft', draftModelPath }, silent);
    const mismatched = await load(other);
    expect(mismatched.speculation).toBe('promptLookup');
    expect(mismatched.remarks.join()).toMatch(/other\.gguf” has another vocabulary/);
    expect((await load(join(folder.path, 'gone.gguf'))).remarks.join()).toMatch(/gone\.gguf” is not used/);
    expect((await load(null)).remarks.join()).toMatch(/No draft model is chosen/);
    expect((await say(engine, { prompt: countQuestion, sessionId: 'without' })).answer).toBe(countReply);
  });
});
