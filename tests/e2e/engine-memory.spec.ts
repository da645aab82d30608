import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultRunOptions } from '../../models/run-options.ts';
import { countQuestion, name, nameQuestion, nameStatement } from '../fixtures/ember-replies.ts';
import { findInMemory } from '../fixtures/process-memory.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { expect, test } from './fixtures/app-test.ts';
import type { HistoryTurn } from '../../electron/host/engine/engine-protocol.ts';

const word = 'forbidden fruit';
const prompts = [nameStatement, countQuestion];

/** Rows of the cells that this conversation makes, from the state file of an engine of the test's own. */
async function sampleCells(): Promise<Buffer[]> {
  const folder = makeTemporaryFolder();
  const engine = startEngine();
  const history: HistoryTurn[] = [];
  await engine.load({ ...embeddedModel, kvCacheType: 'F16', stateFolder: folder.path }, () => undefined);
  for (const prompt of prompts) await say(engine, { prompt, sessionId: 'sample', history });
  await engine.unload();
  await engine.stop();
  const state = readFileSync(join(folder.path, readdirSync(folder.path)[0]!));
  folder.remove();
  return Array.from({ length: 40 }, (_, index) => {
    const start = Math.floor((state.length * (index + 1.5)) / 42);
    return state.subarray(start, start + 64);
  });
}

test('a conversation that the gate closes leaves no cell in the engine, nor in that of a draft model', async ({
  launch,
}) => {
  test.skip(process.platform !== 'linux', 'the memory of another process can be read on Linux only');
  const cells = await sampleCells();
  const drafted = { ...defaultRunOptions, speculation: 'draft', draftModelId: 'embedded' } as const;
  const launched = await launch({ words: `${word}\n`, settings: { runOptions: { embedded: drafted } } });
  const { chat } = launched;
  await chat.waitForLoadedModel();
  const pid = (await launched.app.findEnginePid())!;
  const countFound = () => findInMemory(pid, cells).filter((found) => found).length;
  expect(countFound()).toBe(0);
  for (const prompt of prompts) await chat.ask(prompt);
  // Batches of other sizes round some of the cells differently.
  expect(countFound()).toBeGreaterThan(10);
  await chat.say(`Now eat the ${word}`);
  await expect(chat.restartCard).toBeVisible();
  await expect.poll(countFound).toBe(0);
  await chat.newChat();
  expect(await chat.ask(nameQuestion)).not.toContain(name);
});
