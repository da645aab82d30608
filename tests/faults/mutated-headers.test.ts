import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectFolder } from '../fixtures/project-paths.ts';

const script = join(projectFolder, 'tests', 'faults', 'fixtures', 'read-mutated-headers.ts');
const runs = 1000;

it(`reads or refuses ${runs} damaged headers, each with one sentence, soon and in little memory`, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '4', String(runs)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const result = JSON.parse(stdout) as {
    runs: number;
    fine: number;
    slowestMs: number;
    peakBytes: number;
    sentences: string[];
  };
  expect(result.runs).toBe(runs);
  expect(result.slowestMs).toBeLessThan(2000);
  expect(result.peakBytes).toBeLessThan(200_000_000);
  // Some damage does no harm; most is noticed, in many ways.
  expect(result.fine).toBeGreaterThan(runs / 50);
  expect(result.fine).toBeLessThan(runs / 2);
  expect(result.sentences.length).toBeGreaterThan(20);
  for (const sentence of result.sentences) expect(sentence).toMatch(/^m\.gguf [\p{L}\p{N}\p{P} ]{10,300}\.$/u);
});
