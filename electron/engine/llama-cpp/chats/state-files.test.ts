import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../../tests/fixtures/temporary-folder.ts';
import { StateFiles } from './state-files.ts';

let temporary: ReturnType<typeof makeTemporaryFolder>;
let folder: string;
beforeEach(() => {
  temporary = makeTemporaryFolder();
  folder = join(temporary.path, 'kv');
});
afterEach(() => temporary.remove());

const model = ['model.gguf', 1024];
const tokensOf = (...tokens: number[]) => tokens as Token[];

/** A file as llama.cpp writes it, with zeros for the state. */
function stateOf(tokens: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from(Uint32Array.from([1, 2, tokens.length, ...tokens]).buffer), Buffer.alloc(1000)]);
}

const saveIn = (files: StateFiles, sessionId: string, tokens: Token[]) =>
  files.save(sessionId, tokens, 1000, async (path) => writeFileSync(path, stateOf(tokens)));

it('finds the longest beginning of a prompt, also in the files of another process', async () => {
  const files = new StateFiles(folder, model);
  await saveIn(files, 'one', tokensOf(1, 2, 3, 4, 5));
  await saveIn(files, 'two', tokensOf(1, 2, 9));
  for (const reader of [files, new StateFiles(folder, model)]) {
    expect(await reader.find('new', tokensOf(1, 2, 3, 4, 7, 8))).toMatchObject({ length: 4 });
    expect(await reader.find('new', tokensOf(7))).toBeNull();
  }
  expect(readdirSync(folder).join()).not.toMatch(/one|two/);
});

it('leaves states of another model alone, but for those of the session that asks', async () => {
  const other = new StateFiles(folder, ['other.gguf', 1024]);
  await saveIn(other, 'one', tokensOf(1, 2, 3));
  await saveIn(other, 'two', tokensOf(1, 2, 3));
  const files = new StateFiles(folder, model);
  expect(await files.find('one', tokensOf(1, 2, 3))).toBeNull();
  expect(readdirSync(folder)).toHaveLength(1);
});

it('forgets every state of a session, and no other', async () => {
  const files = new StateFiles(folder, model);
  await saveIn(files, 'one', tokensOf(1, 2, 3));
  await saveIn(new StateFiles(folder, ['other.gguf']), 'one', tokensOf(1, 2, 3));
  await saveIn(files, 'two', tokensOf(1, 2, 4));
  await files.forget('one');
  expect(readdirSync(folder)).toHaveLength(1);
  expect(await files.find('one', tokensOf(1, 2, 3))).toMatchObject({ length: 2 });
});

it('deletes the least recent files for room, and what a dead process left half written', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, 'left.part'), 'half');
  const files = new StateFiles(folder, model, 3500);
  const saved: string[] = [];
  for (const [index, sessionId] of ['one', 'two', 'three', 'four'].entries()) {
    await saveIn(files, sessionId, tokensOf(index, index, index));
    const name = readdirSync(folder).find((candidate) => !saved.includes(candidate))!;
    saved.push(name);
    utimesSync(join(folder, name), index, index);
  }
  expect(readdirSync(folder).toSorted()).toEqual(saved.slice(1).toSorted());
  expect(await files.find('one', tokensOf(0, 0, 0))).toBeNull();
  expect(await files.save('huge', tokensOf(8), 4000, async () => undefined)).toBe(false);
  expect(readdirSync(folder)).toHaveLength(3);
});

it('keeps nothing of a state that could not be written', async () => {
  const files = new StateFiles(folder, model);
  await saveIn(files, 'one', tokensOf(1, 2, 3));
  const saved = await files.save('one', tokensOf(1, 2, 3, 4), 1000, async (path) => {
    writeFileSync(path, 'half');
    throw new Error('the disk is full');
  });
  expect(saved).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
  expect(await files.find('one', tokensOf(1, 2, 3))).toBeNull();
});

it('takes a file for what it is not only when it is whole', async () => {
  await saveIn(new StateFiles(folder, model), 'one', tokensOf(1, 2, 3));
  const [name] = readdirSync(folder);
  writeFileSync(join(folder, name!), Buffer.from(Uint32Array.from([1, 2, 4_000_000_000]).buffer));
  expect(await new StateFiles(folder, model).find('one', tokensOf(1, 2, 3))).toBeNull();
});
