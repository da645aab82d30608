import { expect, it } from 'vitest';
import { loadMutatedModels } from './fixtures/load-mutated-models.ts';

const runs = 150;

it(`loads or refuses ${runs} damaged models in the engine, each with one sentence, and lives on`, async () => {
  const { deaths, loaded, refusals } = await loadMutatedModels(1, runs);
  expect(deaths).toEqual([]);
  expect(loaded + refusals.length).toBe(runs);
  // Some damage does no harm; most is noticed, in many ways.
  expect(loaded).toBeGreaterThan(runs / 20);
  expect(new Set(refusals).size).toBeGreaterThan(40);
  for (const sentence of refusals) expect(sentence).toMatch(/^mutated\.gguf [^\n]{10,400}\.$/);
});
