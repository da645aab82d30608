import { getLlama, type Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embeddedModelPath } from '../../../../tests/fixtures/project-paths.ts';
import { resolveTemplate } from './resolve-template.ts';

let llama: Llama;
beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, progressLogs: false });
});
afterAll(() => llama.dispose());

it('tries the forms of chat once, however often a model is loaded', async () => {
  const load = () => llama.loadModel({ modelPath: embeddedModelPath, gpuLayers: 0 });
  const first = await load();
  const template = await resolveTemplate(first);
  await first.dispose();
  const second = await load();
  expect(await resolveTemplate(second)).toBe(template);
  expect(template.problem).toBeNull();
});
