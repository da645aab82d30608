import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { LoadedModel } from '../../electron/contract/models-state.ts';
import { parseGgufHeader } from '../../models/gguf/gguf-header.ts';
import { nameQuestion } from '../fixtures/ember-replies.ts';
import { readEntries, writeEntries } from '../fixtures/gguf/header-entries.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const folder = makeTemporaryFolder();
const engine = startEngine();
afterAll(async () => {
  await engine.stop();
  folder.remove();
});

const original = readFileSync(embeddedModelPath);
const parse = parseGgufHeader(original, original.length);
if (parse.status !== 'complete') throw new Error('the embedded model has no sound header');
const weights = original.subarray(parse.header.dataOffsetBytes);

/** The embedded model with another chat template, or none. */
function writeWithTemplate(template: string | null): string {
  const entries = readEntries(original);
  const keys = entries.keys.filter(({ name }) => name !== 'tokenizer.chat_template');
  if (template !== null) {
    const text = Buffer.from(template);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    keys.push({ name: 'tokenizer.chat_template', typeId: 8, value: Buffer.concat([length, text]) });
  }
  const path = join(folder.path, 'template.gguf');
  writeFileSync(path, Buffer.concat([writeEntries({ ...entries, keys }), weights]));
  return path;
}

const loadWithTemplate = (template: string | null): Promise<LoadedModel> =>
  engine.load({ ...embeddedModel, modelPath: writeWithTemplate(template) }, () => undefined);

it('says nothing of a sound template', async () => {
  const info = await engine.load(embeddedModel, () => undefined);
  expect(info.templateProblem).toBeNull();
});

it.each([
  ['none', null, /has no chat template/],
  ['an empty one', ' \n', /has no chat template/],
  ['one that does not parse', '{% for message in messages %}{{ message[ }}', /broken chat template/],
  ['one that fails as it renders', "{{ raise_exception('no') }}", /broken chat template/],
  ['one that loses what is said', "{{ '<s>' }}{% for message in messages %}.{% endfor %}", /chat template/],
])('names %s, and talks in the form that the vocabulary has', async (_, template, problem) => {
  const info = await loadWithTemplate(template);
  expect(info.templateProblem).toMatch(problem);
  expect(info.templateProblem).toContain('DeepSeek');
  expect(info.templateProblem).toMatch(/^This model [^.]*\.$/);
  expect(info.chatTemplate).toBe('DeepSeek');
  const reply = await say(engine, { prompt: nameQuestion, sampling: { maxTokens: 24 } });
  expect(reply.answer.length).toBeGreaterThan(0);
});

it('takes the form that a broken template was meant to have', async () => {
  const info = await loadWithTemplate('{% for message in messages %}<|im_start|>{{ message[ }}<|im_end|>');
  expect(info.templateProblem).toMatch(/broken chat template/);
  expect(info.chatTemplate).toBe('ChatML');
});
