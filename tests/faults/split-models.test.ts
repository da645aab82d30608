import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { AppError } from '../../models/app-error.ts';
import { parseGgufHeader } from '../../models/gguf/gguf-header.ts';
import { type HeaderKey, readEntries, writeEntries } from '../fixtures/gguf/header-entries.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

/** What a part says of itself. */
interface PartKeys {
  no: number;
  count: number;
  tensors: number;
  /** The GGUF type of the number; llama.cpp asserts that it is of 16 bits. */
  typeId?: number;
}

const folder = makeTemporaryFolder();
const engine = startEngine({ restartDelaysMs: [1] });
afterAll(async () => {
  await engine.stop();
  folder.remove();
});

const ember = readFileSync(embeddedModelPath);
const parse = parseGgufHeader(ember, ember.length);
if (parse.status !== 'complete') throw new Error('the embedded model is not sound');
const weightsAt = parse.header.dataOffsetBytes;
const tensorCount = parse.header.tensors.length;
const inFirst = 10;

function encode({ no, count, tensors, typeId = 2 }: PartKeys, isFirst: boolean): Buffer {
  const whole = readEntries(ember.subarray(0, weightsAt));
  const number = (value: number, bytes: number) => {
    const all = Buffer.alloc(4);
    all.writeUInt32LE(value);
    return all.subarray(0, bytes);
  };
  const keys: HeaderKey[] = [
    { name: 'split.no', typeId, value: number(no, typeId === 2 ? 2 : 4) },
    { name: 'split.count', typeId: 2, value: number(count, 2) },
    { name: 'split.tensors.count', typeId: 5, value: number(tensors, 4) },
  ];
  const mine = isFirst ? whole.tensors.slice(0, inFirst) : whole.tensors.slice(inFirst);
  const start = mine[0]!.offset;
  const end = isFirst ? whole.tensors[inFirst]!.offset : ember.length - weightsAt;
  for (const tensor of mine) tensor.offset -= start;
  const header = writeEntries({ keys: [...(isFirst ? whole.keys : []), ...keys], tensors: mine });
  return Buffer.concat([header, ember.subarray(weightsAt + start, weightsAt + end)]);
}

const sound = { no: 0, count: 2, tensors: tensorCount };

it.each<[string, Partial<PartKeys>, Partial<PartKeys>, string, RegExp]>([
  ['two parts of a model', {}, {}, 'ember-00001-of-00002.gguf', /^fine$/],
  ['two parts, by the name of the second', {}, {}, 'ember-00002-of-00002.gguf', /^fine$/],
  ['a part under a name of its own', {}, {}, 'ember.gguf', /^ember\.gguf is one of 2 parts of a model/],
  ['a count that the names deny', { count: 3 }, {}, 'ember-00001-of-00002.gguf', /has 2 parts by its name, and 3 by/],
  ['the first part twice', {}, { no: 0 }, 'ember-00001-of-00002.gguf', /its part 2 says that it is part 1/],
  ['parts of different models', { tensors: 99 }, {}, 'ember-00001-of-00002.gguf', /hold 77 tensors of 99/],
  ['a number of another type', {}, { typeId: 4 }, 'ember-00001-of-00002.gguf', /numbers it in an unknown way/],
])('%s load, or are refused in a sentence', async (_, first, second, name, message) => {
  const paths = ['ember-00001-of-00002.gguf', 'ember-00002-of-00002.gguf', 'ember.gguf'].map((file) =>
    join(folder.path, file),
  );
  for (const path of paths) rmSync(path, { force: true });
  writeFileSync(paths[0]!, encode({ ...sound, ...first }, true));
  writeFileSync(paths[1]!, encode({ ...sound, no: 1, ...second }, false));
  writeFileSync(paths[2]!, encode({ ...sound, ...first }, true));
  const load = async () => {
    await engine.load({ ...embeddedModel, modelPath: join(folder.path, name), contextSize: 256 }, () => undefined);
    await say(engine, { prompt: 'Hi', sampling: { maxTokens: 2 } });
    return 'fine';
  };
  const said = await load().catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === 'engineDied') throw error;
    return error.message;
  });
  expect(said).toMatch(message);
  expect(engine.state).toMatchObject({ generation: 1, death: null });
});
