import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../models/app-error.ts';
import { GgufEditor } from '../fixtures/edit-gguf.ts';
import { writeTooLargeModel } from '../fixtures/library-files.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

const folder = makeTemporaryFolder();
const engine = startEngine();
const ember = readFileSync(embeddedModelPath);
const headerBytes = 74_624;

function write(name: string, bytes: Buffer | string): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}

const edit = () => new GgufEditor(ember);

async function loadAndFail(modelPath: string): Promise<string> {
  try {
    await engine.load({ ...embeddedModel, modelPath }, () => undefined);
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was loaded');
}

beforeAll(() => {
  mkdirSync(join(folder.path, 'a-folder.gguf'));
});
afterAll(async () => {
  await engine.stop();
  folder.remove();
});

describe('a model file that cannot be used', () => {
  it.each<[string, () => string, string]>([
    [
      'is missing',
      () => join(folder.path, 'nope.gguf'),
      'modelMissing: nope.gguf is not there. It was moved or deleted; choose the file again.',
    ],
    [
      'is a folder',
      () => join(folder.path, 'a-folder.gguf'),
      'modelBroken: a-folder.gguf is a folder. Choose a GGUF file in it.',
    ],
    ['is empty', () => write('empty.gguf', ''), 'modelBroken: empty.gguf is empty. Download it again.'],
    ['is one byte', () => write('one.gguf', 'G'), 'modelBroken: one.gguf is cut short'],
    [
      'is a web page',
      () => write('page.gguf', '<!doctype html><title>Not Found</title>'),
      'modelBroken: page.gguf is not a usable GGUF model: it does not begin with “GGUF”. Download it again.',
    ],
    [
      'is only zeros',
      () => write('zeros.gguf', Buffer.alloc(ember.length)),
      'modelBroken: zeros.gguf holds only zeros: its download never finished.',
    ],
    [
      'is half there',
      () => write('half.gguf', ember.subarray(0, ember.length / 2)),
      'modelBroken: half.gguf is cut short: 6.6 MB of 13.3 MB are there. Download it again.',
    ],
    [
      'lacks its last bytes',
      () => write('last.gguf', ember.subarray(0, -100)),
      'modelBroken: last.gguf is cut short: its last 100 bytes are missing.',
    ],
    [
      'ends in its header',
      () => write('header.gguf', ember.subarray(0, 30_000)),
      'modelBroken: header.gguf is cut short: it ends inside its header',
    ],
    [
      'has its size and no weights',
      () => write('holes.gguf', edit().fillFrom(headerBytes, 0).bytes),
      'modelBroken: holes.gguf has holes: parts of its weights are only zeros.',
    ],
    [
      'has a hole at its end',
      () => write('tail.gguf', edit().fillFrom(ember.length / 2, 0).bytes),
      'modelBroken: tail.gguf has holes',
    ],
    [
      'holds values that are not numbers',
      () => write('nan.gguf', edit().fillFrom(headerBytes, 0xff).bytes),
      'modelBroken: nan.gguf is damaged: its weights hold values that are not numbers.',
    ],
    [
      'has an unknown architecture',
      () => write('arch.gguf', edit().replaceText('deepseek', 'nosuchar', headerBytes).bytes),
      'unsupported: arch.gguf has the architecture “nosuchar”',
    ],
    [
      'does not count its experts',
      () => write('count.gguf', edit().hideKey('deepseek.expert_count').bytes),
      'modelBroken: count.gguf cannot be loaded',
    ],
    [
      'uses no experts',
      () => write('none.gguf', edit().setUint32('deepseek.expert_used_count', 0).bytes),
      'modelBroken: none.gguf cannot be loaded',
    ],
    [
      'uses more experts than it has',
      () => write('more.gguf', edit().setUint32('deepseek.expert_used_count', 99).bytes),
      'modelBroken: more.gguf cannot be loaded: its header says that a token uses 99 of 8 experts.',
    ],
    [
      'has no heads',
      () => write('heads.gguf', edit().hideKey('deepseek.attention.head_count').bytes),
      'modelBroken: heads.gguf cannot be loaded',
    ],
    [
      'has no feed-forward length',
      () => write('ffn.gguf', edit().hideKey('deepseek.feed_forward_length').bytes),
      'modelBroken: ffn.gguf cannot be loaded',
    ],
    [
      'has no byte tokens',
      () => write('bytes.gguf', edit().replaceText('<0x0A>', '<0x0Z>', headerBytes).bytes),
      'modelBroken: bytes.gguf cannot be loaded',
    ],
    [
      'has heads of another number',
      () => write('shape.gguf', edit().setUint32('deepseek.embedding_length', 128).bytes),
      'modelBroken: shape.gguf cannot be loaded: its header has heads of ',
    ],
    [
      'has parts, and one is missing',
      () => write('split-00001-of-00002.gguf', ember),
      'modelMissing: split-00002-of-00002.gguf is not there.',
    ],
    [
      'is larger than the memory',
      () => writeTooLargeModel(join(folder.path, 'huge.gguf')),
      'modelTooLarge: huge.gguf needs ',
    ],
  ])('because it %s is named in one sentence, and the engine lives on', async (_, make, message) => {
    const said = await loadAndFail(make());
    expect(said).toContain(message);
    expect(said).not.toContain('\n');
    expect(engine.state).toMatchObject({ generation: 1, death: null });
  });

  it('leaves an engine that loads the next one', async () => {
    await engine.load(embeddedModel, () => undefined);
    expect((await say(engine, { prompt: 'Hi!' })).answer).not.toBe('');
    expect(engine.state.generation).toBe(1);
  });
});
