import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate, shareFound } from './evaluate.ts';
import { evaluationLists } from './evaluation-lists.ts';
import { generateEvasions } from './evasion-set.ts';
import { generateHarmlessSentences } from './false-alarm-set.ts';
import { cleanProse } from '../../../tests/fixtures/filter/clean-prose.ts';
import { renderEvaluationFiles } from '../../../tests/fixtures/filter/evaluation-files.ts';
import { runRandomStreams } from '../../../tests/fixtures/filter/random-streams.ts';
import { compileMatcher } from '../matcher.ts';

const rows = evaluate();
const evasions = rows.filter((row) => row.set === 'evasion');
const harmless = rows.filter((row) => row.set === 'falseAlarm');

function count(items: typeof rows): number {
  return items.reduce((sum, row) => sum + row.cases, 0);
}

describe('evaluation sets', () => {
  it('are as large as they have to be', () => {
    expect(count(evasions)).toBeGreaterThanOrEqual(2000);
    expect(count(harmless)).toBeGreaterThanOrEqual(3000);
    expect(new Set(evasions.map((row) => row.kind)).size).toBeGreaterThanOrEqual(10);
    expect(new Set(rows.map((row) => row.language)).size).toBe(5);
  });

  it.each([...new Set(evasions.map((row) => row.kind))])('recall of %s is at least 99 %%', (kind) => {
    expect(shareFound(evasions.filter((row) => row.kind === kind))).toBeGreaterThanOrEqual(0.99);
  });

  it('raises at most one false alarm in a thousand sentences', () => {
    expect(shareFound(harmless)).toBeLessThanOrEqual(0.001);
  });
});

describe('clean prose', () => {
  it.each(Object.entries(cleanProse))('in %s raises no false alarm', (_, text) => {
    expect(compileMatcher(evaluationLists).find(text)).toBeNull();
  });
});

describe('the files of the evaluation sets', () => {
  it('are what the generators give: else run node tests/fixtures/filter/write-sets.ts', () => {
    for (const [path, text] of renderEvaluationFiles()) {
      expect(readFileSync(path, 'utf8').replaceAll('\r\n', '\n') === text, path).toBe(true);
    }
  });

  it('can be read as JSON lines', () => {
    const lines = [...renderEvaluationFiles().values()].map((text) => text.trimEnd().split('\n').map(parseLine));
    expect(lines).toEqual([generateEvasions(), generateHarmlessSentences()]);
  });
});

describe('random streams', () => {
  it('leak nothing and lose nothing', () => {
    const report = runRandomStreams(compileMatcher(evaluationLists), 3000, 5);
    expect(report).toMatchObject({ leaked: 0, lost: 0 });
    expect(report.matches).toBeGreaterThan(1500);
    expect((report.missed + report.partly) / report.matches).toBeLessThanOrEqual(0.01);
  }, 60_000);
});

function parseLine(line: string): unknown {
  return JSON.parse(line);
}
