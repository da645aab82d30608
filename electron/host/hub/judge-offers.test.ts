import { beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../models/app-error.ts';
import { groupOffers, type GroupedOffer } from '../../../models/catalog/group-offers.ts';
import { estimateFit } from '../../../models/gguf/estimate-fit.ts';
import type { Fit, MachineMemory } from '../../../models/gguf/fit.ts';
import { parseGgufHeader } from '../../../models/gguf/gguf-header.ts';
import type { ModelShape } from '../../../models/gguf/model-shape.ts';
import { encodeHeader } from '../../../tests/fixtures/gguf/gguf-file.ts';
import { planModel } from '../../../tests/fixtures/gguf/model-plan.ts';
import { publishedModels } from '../../../tests/fixtures/gguf/published-models.ts';
import { chooseTypes, fileTypes, type FixtureLevel } from '../../../tests/fixtures/gguf/quantization-recipe.ts';
import type { Hub, HubFile } from './hub.ts';
import { judgeOffers, type JudgeTools } from './judge-offers.ts';
import { readOffer } from './read-offer.ts';

/** Files of published models at these levels: their headers, as real as their configurations. */
class Shelf {
  readonly #headers = new Map<string, Buffer>();
  readonly files: HubFile[] = [];
  readonly read: string[] = [];

  add(
    path: string,
    repository: string,
    level: FixtureLevel,
    change: (header: Buffer) => Buffer = (same) => same,
  ): void {
    const { config } = publishedModels.find((model) => model.repository === repository)!;
    const { header, fileBytes } = encodeHeader(planModel(config, chooseTypes(level, config), fileTypes[level]));
    this.#headers.set(path, change(header));
    this.files.push({ path, sizeBytes: fileBytes, sha256: null });
  }

  addOther(path: string, sizeBytes: number): void {
    this.files.push({ path, sizeBytes, sha256: null });
  }

  readHeader: Hub['readHeader'] = async (_repositoryId, _revision, file) => {
    this.read.push(file.path);
    const bytes = this.#headers.get(file.path);
    if (!bytes) throw new AppError('offline', 'The hub cannot be reached.');
    const parse = parseGgufHeader(bytes, file.sizeBytes);
    if (parse.status !== 'complete') throw new AppError('modelBroken', `“${file.path}” cannot be read.`);
    return parse.header;
  };
}

const qwen = 'Qwen/Qwen3-30B-A3B';
const dense = 'deepseek-ai/DeepSeek-R1-Distill-Qwen-7B';
let shelf: Shelf;
beforeEach(() => {
  shelf = new Shelf();
});

/** A GPU of this size, an ample system memory, and no more arithmetic than the judgement asks for. */
const estimateOn =
  (videoBytes: number): JudgeTools['estimate'] =>
  (shape: ModelShape, basis) => {
    const verdict = shape.sizeBytes < videoBytes ? 'gpu' : shape.expertCount === null ? 'layersSplit' : 'expertsOnCpu';
    return { verdict, basis, longestContext: 32_768, need: { totalBytes: { low: shape.sizeBytes } } } as Fit;
  };

function judge(videoBytes = 24e9, preferredLevel = 'auto') {
  const hub = { readHeader: shelf.readHeader } as Hub;
  const read = (offer: GroupedOffer) => readOffer(hub, { id: 'a/b', revision: 'c' }, offer);
  return judgeOffers(groupOffers(shelf.files), {
    read,
    estimate: estimateOn(videoBytes),
    preferredLevel,
    contextSize: 'auto',
  });
}

test('one header is enough where it is that of the recommended level; the others are scaled', async () => {
  for (const level of ['Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'] as const)
    shelf.add(`Qwen3-30B-A3B-${level}.gguf`, qwen, level);
  const { offers, shape, headerProblem } = await judge(12e9);
  expect(shelf.read).toEqual(['Qwen3-30B-A3B-Q4_K_M.gguf']);
  expect(headerProblem).toBeNull();
  expect(shape).toMatchObject({ architecture: 'qwen3moe', expertCount: 128 });
  expect(offers.map(({ level, recommendation, fit }) => [level, recommendation, fit?.basis])).toEqual([
    ['Q4_K_M', 'bestWithExpertsOnCpu', 'header'],
    ['Q5_K_M', null, 'scaled'],
    ['Q6_K', null, 'scaled'],
    ['Q8_0', null, 'scaled'],
  ]);
  // Bits from the real size, not from the table.
  expect(offers[0]!.advice!.bitsPerWeight).toBeCloseTo((offers[0]!.sizeBytes * 8) / shape!.parameters, 2);
});

test('the recommended level is read too, so that its fit is exact', async () => {
  for (const level of ['Q4_K_M', 'Q6_K', 'Q8_0'] as const) shelf.add(`R1-7B-${level}.gguf`, dense, level);
  const { offers } = await judge();
  expect(shelf.read).toEqual(['R1-7B-Q4_K_M.gguf', 'R1-7B-Q6_K.gguf']);
  expect(offers.find(({ recommendation }) => recommendation)).toMatchObject({
    level: 'Q6_K',
    fit: { basis: 'header' },
  });
});

test('the preferred level is read first', async () => {
  for (const level of ['Q4_K_M', 'Q8_0'] as const) shelf.add(`R1-7B-${level}.gguf`, dense, level);
  const { offers } = await judge(24e9, 'Q8_0');
  expect(shelf.read).toEqual(['R1-7B-Q8_0.gguf']);
  expect(offers.find(({ recommendation }) => recommendation)).toMatchObject({ level: 'Q8_0' });
});

test('all parts of a split model are read, and an mmproj file beside it is not', async () => {
  shelf.add('m-Q4_K_M-00001-of-00002.gguf', dense, 'Q4_K_M');
  shelf.add('m-Q4_K_M-00002-of-00002.gguf', dense, 'Q4_K_M');
  shelf.addOther('mmproj-F16.gguf', 1000);
  const { offers } = await judge();
  expect(shelf.read).toEqual(['m-Q4_K_M-00001-of-00002.gguf', 'm-Q4_K_M-00002-of-00002.gguf']);
  expect(offers.map(({ kind, recommendation, fit }) => [kind, recommendation, fit !== null])).toEqual([
    ['chat', 'bestOnGpu', true],
    ['projector', null, false],
  ]);
});

test('a broken header marks its offer, and another one is read', async () => {
  shelf.add('m-Q4_K_M.gguf', dense, 'Q4_K_M', (header) => Buffer.from(header).fill(0, 0, 4));
  shelf.add('m-Q8_0.gguf', dense, 'Q8_0');
  const { offers, headerProblem } = await judge();
  expect(headerProblem).toBeNull();
  expect(offers[0]).toMatchObject({ level: 'Q4_K_M', problem: '“m-Q4_K_M.gguf” cannot be read.', fit: null });
  expect(offers[1]).toMatchObject({ level: 'Q8_0', problem: null, recommendation: 'bestOnGpu' });
});

test('without any header there are offers, a problem and no recommendation', async () => {
  shelf.addOther('m-Q4_K_M.gguf', 5e9);
  shelf.addOther('m-Q8_0.gguf', 8e9);
  const { offers, shape, headerProblem } = await judge();
  expect(shape).toBeNull();
  expect(headerProblem).toBe('The hub cannot be reached.');
  expect(shelf.read).toHaveLength(1);
  expect(offers.map(({ fit, recommendation, advice }) => [fit, recommendation, advice?.bitsPerWeight])).toEqual([
    [null, null, 4.89],
    [null, null, 8.5],
  ]);
});

test('the level of a name that is wrong comes from the header', async () => {
  shelf.add('m-Q4_K_M.gguf', dense, 'Q8_0');
  shelf.add('model.gguf', dense, 'Q6_K');
  const { offers } = await judge(24e9);
  expect(offers.find(({ key }) => key === 'm-Q4_K_M')?.level).toBe('Q8_0');
});

test('another model in the same repository is not scaled from the first', async () => {
  shelf.add('small-Q4_K_M.gguf', dense, 'Q4_K_M');
  shelf.add('large-Q4_K_M.gguf', qwen, 'Q4_K_M');
  const { offers } = await judge();
  expect(offers.map(({ key, fit }) => [key, fit?.basis])).toEqual([
    ['small-Q4_K_M', 'header'],
    ['large-Q4_K_M', undefined],
  ]);
});

test('a call that was given up ends, whatever was read', async () => {
  shelf.add('m-Q4_K_M.gguf', dense, 'Q4_K_M');
  const read = () => Promise.reject(new AppError('aborted', 'It was given up.'));
  const tools: JudgeTools = { read, estimate: estimateOn(1), preferredLevel: 'auto', contextSize: 'auto' };
  const judging = judgeOffers(groupOffers(shelf.files), tools);
  await expect(judging).rejects.toMatchObject({ code: 'aborted' });
});

const GB = 1e9;
const laptop: MachineMemory = { systemFreeBytes: 5.6 * GB, systemTotalBytes: 8 * GB, video: null };
const withCard = (videoGB: number, systemGB: number): MachineMemory => ({
  systemFreeBytes: (systemGB - 5) * GB,
  systemTotalBytes: systemGB * GB,
  video: { name: 'Card', freeBytes: (videoGB - 0.7) * GB, totalBytes: videoGB * GB },
});
const r1 = 'deepseek-ai/DeepSeek-R1';
const levels = ['Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0', 'BF16'] as const;

test.each([
  ['Qwen3 30B', '12 GB card and 32 GB', qwen, withCard(12, 32), 'Q4_K_M', 'bestWithExpertsOnCpu'],
  ['Qwen3 30B', '24 GB card and 32 GB', qwen, withCard(24, 32), 'Q4_K_M', 'bestOnGpu'],
  ['a 7B model', '8 GB laptop', dense, laptop, 'Q4_K_M', 'bestOnCpu'],
  ['a 7B model', '12 GB card and 32 GB', dense, withCard(12, 32), 'Q6_K', 'bestOnGpu'],
  ['a 7B model', '4 GB card and 16 GB', dense, withCard(4, 16), 'Q4_K_M', 'bestWithLayersSplit'],
  ['DeepSeek R1', '8 GB laptop', r1, laptop, 'Q4_K_M', 'smallestOfTooLarge'],
] as const)('%s on a machine with a %s', async (_model, _machine, repository, machine, level, reason) => {
  for (const one of levels) shelf.add(`model-${one}.gguf`, repository, one);
  const hub = { readHeader: shelf.readHeader } as Hub;
  const { offers } = await judgeOffers(groupOffers(shelf.files), {
    read: (offer) => readOffer(hub, { id: 'a/b', revision: 'c' }, offer),
    estimate: (shape, basis) => estimateFit(shape, machine, { contextSize: 'auto', basis, correction: null }),
    preferredLevel: 'auto',
    contextSize: 'auto',
  });
  const recommended = offers.find(({ recommendation }) => recommendation !== null);
  expect([recommended?.level, recommended?.recommendation]).toEqual([level, reason]);
});
