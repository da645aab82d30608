import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { HistoryTurn, LoadOptions } from '../../electron/host/engine/engine-protocol.ts';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { writeEmber } from '../fixtures/library-files.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const folder = makeTemporaryFolder();
const stateFolder = join(folder.path, 'kv');
const modelPath = join(folder.path, 'model.gguf');
const engine = startEngine();
afterAll(async () => {
  await engine.stop();
  folder.remove();
});

const load = (options: Partial<LoadOptions> = {}) =>
  engine.load({ ...embeddedModel, modelPath, stateFolder, contextSize: 1024, ...options }, () => undefined);
const longPrompt = `${'the quick brown fox and the lazy dog '.repeat(20)}.`;
let history: HistoryTurn[];

/** A conversation whose state lies on the disk. */
beforeEach(async () => {
  writeEmber(modelPath);
  utimesSync(modelPath, 1, 1);
  await load();
  await engine.disposeSession('one');
  history = [];
  await say(engine, { prompt: longPrompt, history, sampling: { maxTokens: 4 } });
  await engine.unload();
  if (readdirSync(stateFolder).length !== 1) throw new Error('the state was not saved');
});

/** Tokens that the next turn finds in its KV cache. */
async function goOn(): Promise<number> {
  const reply = await say(engine, { prompt: 'Hi!', history: [...history], sampling: { maxTokens: 4 } });
  return reply.result.reusedTokens;
}

it('comes back from the disk where nothing has changed', async () => {
  await load();
  expect(await goOn()).toBeGreaterThan(150);
});

it.each<[string, Partial<LoadOptions>, () => void]>([
  ['another type of KV cache', { kvCacheType: 'Q8_0', flashAttention: true }, () => undefined],
  ['another length of context', { contextSize: 512 }, () => undefined],
  ['fewer experts a token', { expertsPerToken: 1 }, () => undefined],
  ['another time of the file', {}, () => utimesSync(modelPath, 2, 2)],
  ['another level in its place', {}, () => writeEmberLevel('Q4_0', modelPath)],
])('does not come back with %s, and is deleted', async (_, options, change) => {
  change();
  await load(options);
  expect(await goOn()).toBe(0);
  expect(readdirSync(stateFolder)).toEqual([]);
  await engine.unload();
});
