import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countQuestion, countReply, nameStatement } from '../../tests/fixtures/ember-replies.ts';
import { writeEmberLevel } from '../../tests/fixtures/gguf/ember-level.ts';
import { findInMemory } from '../../tests/fixtures/process-memory.ts';
import { listDescendants } from '../../tests/fixtures/process-tree.ts';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../../tests/fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../../tests/fixtures/temporary-folder.ts';
import type { LoadOptions } from '../host/engine/engine-protocol.ts';

const folder = makeTemporaryFolder();
const preciseModelPath = join(folder.path, 'ember-f32.gguf');
writeEmberLevel('F32', preciseModelPath);
afterAll(() => folder.remove());

const options = (stateFolder: string): LoadOptions => ({
  ...embeddedModel,
  modelPath: preciseModelPath,
  contextSize: 1024,
  stateFolder: join(folder.path, stateFolder),
  speculation: 'draft',
  draftModelPath: embeddedModelPath,
});

/** Cells of the draft model are looked for where the system lets us read another process's memory. */
describe.skipIf(process.platform !== 'linux')('a session that a draft model has read', () => {
  // The draft model reads what was said before, whatever its drafts are worth.
  const history = [
    { role: 'user', text: nameStatement },
    { role: 'assistant', text: countReply },
  ] as const;
  const turn = () => ({ prompt: countQuestion, sessionId: 'secret', history: [...history] });
  let needles: Buffer[];

  /** Rows of cells as the draft model has them, from a state file of its own for the same conversation. */
  beforeAll(async () => {
    const engine = startEngine();
    const { stateFolder } = options('sample');
    const alone = { speculation: 'off', draftModelPath: null, kvCacheType: 'F16' } as const;
    await engine.load({ ...options('sample'), modelPath: embeddedModelPath, ...alone }, () => undefined);
    await say(engine, { ...turn(), sampling: { maxTokens: 20 } });
    await engine.unload();
    const state = readFileSync(join(stateFolder!, readdirSync(stateFolder!)[0]!));
    await engine.stop();
    needles = Array.from({ length: 40 }, (_, index) => {
      const start = Math.floor((state.length * (index + 1.5)) / 42);
      return state.subarray(start, start + 64);
    });
  });

  const enginePid = () => listDescendants(process.pid).find(({ command }) => command.includes('engine/entry'))!.pid;
  const countFound = () => findInMemory(enginePid(), needles).filter((found) => found).length;

  it.each([
    ['in a new process', 1],
    ['after several loads', 3],
  ])('leaves no cell when it is disposed, %s', async (_, loads) => {
    const engine = startEngine();
    for (let load = 0; load < loads; load++) {
      if (load > 0) await say(engine, { ...turn(), sessionId: `before ${load}` });
      if (load > 0) await engine.disposeSession(`before ${load}`);
      await engine.load(options(`states ${loads}`), () => undefined);
    }
    expect(countFound()).toBe(0);
    const { answer, result } = await say(engine, turn());
    expect(answer).toBe(countReply);
    expect(result.speculation!.drafted).toBeGreaterThan(0);
    // Batches of other sizes round some of the cells differently.
    expect(countFound()).toBeGreaterThan(10);
    await engine.disposeSession('secret');
    expect(countFound()).toBe(0);
    // And drafts go on.
    const next = await say(engine, { ...turn(), sessionId: 'next' });
    expect(next.answer).toBe(countReply);
    await engine.stop();
  });
});
