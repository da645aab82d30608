import { expect, test } from 'vitest';
import { encodeHeader } from '../../tests/fixtures/gguf/gguf-file.ts';
import { planModel } from '../../tests/fixtures/gguf/model-plan.ts';
import { publishedModels } from '../../tests/fixtures/gguf/published-models.ts';
import { parseGgufHeader } from '../gguf/gguf-header.ts';
import { readModelShape } from '../gguf/model-shape.ts';
import { readCatalog } from './catalog.ts';
import { readFamily } from './model-family.ts';

const catalog = readCatalog();

test('the Mixtures of Experts come first, and ids and names are unique', () => {
  const kinds = catalog.map(({ kind }) => kind);
  expect(kinds).toEqual(kinds.toSorted().toReversed());
  expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
  expect(new Set(catalog.map(({ name }) => name)).size).toBe(catalog.length);
});

test.each([
  'deepseek-v2-lite-chat',
  'deepseek-coder-v2-lite-instruct',
  'deepseek-moe-16b-chat',
  'qwen3-30b-a3b',
  'gpt-oss-20b',
  'olmoe-1b-7b-0125-instruct',
  'granite-4.0-h-tiny',
  'mixtral-8x7b-instruct-v0.1',
  'deepseek-llm-7b-chat',
  'deepseek-llm-67b-chat',
  'deepseek-coder-1.3b-instruct',
  'deepseek-coder-6.7b-instruct',
  'deepseek-math-7b-instruct',
  'deepseek-v3-0324',
  'deepseek-r1-0528',
  'deepseek-r1-0528-qwen3-8b',
])('%s is there', (id) => {
  expect(catalog.some((entry) => entry.id === id)).toBe(true);
});

test.each(catalog.map((entry) => [entry.id, entry] as const))('%s is sound', (_id, entry) => {
  const { parameters, activeParameters, experts } = entry;
  expect(activeParameters).toBeLessThanOrEqual(parameters);
  if (entry.kind === 'dense') {
    expect(experts).toBeNull();
    expect(activeParameters).toBe(parameters);
  } else {
    expect(experts!.used).toBeLessThan(experts!.routed);
    expect(activeParameters).toBeLessThan(parameters);
    // What a token uses is at least its share of the experts, were there nothing but experts.
    expect(activeParameters).toBeGreaterThan((parameters * experts!.used) / experts!.routed / 2);
  }
  expect(new Set(entry.repositories).size).toBe(entry.repositories.length);
  expect(new Set(entry.goodFor).size).toBe(entry.goodFor.length);
  expect(entry.released >= '2023-01').toBe(true);
});

test.each(catalog.flatMap((entry) => entry.repositories.map((repository) => [repository, entry] as const)))(
  '%s is named after its model',
  (repository, entry) => {
    expect(repository).toMatch(/-GGUF$/);
    const { familyId } = readFamily({ fileName: repository });
    expect(familyId).toBe(readFamily({ fileName: entry.originalRepository }).familyId);
  },
);

test.each(catalog.map((entry) => [entry.name, entry] as const))('%s says its size in its name', (_name, entry) => {
  const billions = /(?:^|[ -])(\d+)x(\d+)B|(?:^|[ -])(\d+(?:\.\d+)?)([BM])(?= |$)/.exec(entry.name);
  if (!billions) return;
  const [, experts, ofEach, size, unit] = billions;
  const named = experts ? Number(experts) * Number(ofEach) * 1e9 : Number(size) * (unit === 'M' ? 1e6 : 1e9);
  expect(entry.parameters / named).toBeGreaterThan(0.7);
  expect(entry.parameters / named).toBeLessThan(1.4);
});

const published = publishedModels.filter(({ repository }) =>
  catalog.some(({ originalRepository }) => originalRepository === repository),
);

test.each(published.map((model) => [model.repository, model.config] as const))(
  '%s has the figures of its configuration',
  (repository, config) => {
    const entry = catalog.find(({ originalRepository }) => originalRepository === repository)!;
    const { header, fileBytes } = encodeHeader(planModel(config, () => 'F16', 1));
    const parse = parseGgufHeader(header, fileBytes);
    if (parse.status !== 'complete') throw new Error(parse.status);
    const shape = readModelShape([parse.header], fileBytes);
    expect(entry.parameters / shape.parameters).toBeCloseTo(1, 2);
    // Makers count with or without embeddings, and round.
    expect(entry.activeParameters / shape.activeParameters).toBeGreaterThan(0.8);
    expect(entry.activeParameters / shape.activeParameters).toBeLessThan(1.1);
    expect(entry.experts?.routed ?? null).toBe(shape.expertCount);
    expect(entry.experts?.used ?? null).toBe(shape.expertUsedCount);
    expect(entry.experts?.shared ?? null).toBe(shape.sharedExpertCount);
    expect(entry.contextSize).toBeLessThanOrEqual(config.context);
  },
);

test('enough entries are checked against their configurations', () => {
  expect(published.length).toBeGreaterThanOrEqual(8);
});
