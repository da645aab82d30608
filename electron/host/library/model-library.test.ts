import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  writeEmber,
  writeJanModel,
  writeLmStudioModel,
  writeOllamaModels,
} from '../../../tests/fixtures/library-files.ts';
import { libraryWorkerPath } from '../../../tests/fixtures/project-paths.ts';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { waitUntil } from '../../../tests/fixtures/wait-until.ts';
import { Notices } from '../notices.ts';
import { SettingsFile } from '../settings/settings-file.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { embeddedModelId } from './describe-model.ts';
import { LibraryThread } from './library-thread.ts';
import { ModelLibrary } from './model-library.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let settings: SettingsFile;
const opened: { close(): Promise<void> }[] = [];
const inFolder = (...parts: string[]) => join(folder.path, ...parts);
const inModels = (...parts: string[]) => inFolder('models', ...parts);

beforeEach(() => {
  folder = makeTemporaryFolder();
  const notices = new Notices();
  settings = new SettingsFile(inFolder('settings.json'), notices, new StorageHealth(notices));
  mkdirSync(inFolder('models'));
  writeEmber(inFolder('ember.gguf'));
});
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
  folder.remove();
});

function open(change: { workerPath?: string; modelPath?: string } = {}): ModelLibrary {
  const thread = new LibraryThread(change.workerPath ?? libraryWorkerPath);
  const library = new ModelLibrary({
    embeddedModelPath: inFolder('ember.gguf'),
    folder: inFolder('models'),
    cachePath: inFolder('library.json'),
    homeFolder: inFolder('home'),
    settings,
    thread,
    ...change,
  });
  const close = async () => {
    await library.close();
    await thread.close();
  };
  opened.push({ close });
  return library;
}

async function openAndLook(): Promise<ModelLibrary> {
  const library = open();
  await library.refresh();
  return library;
}

async function openAndRead(): Promise<ModelLibrary> {
  const library = await openAndLook();
  await waitUntil('all headers', () =>
    library.list().every(({ inspected, origin }) => inspected || origin === 'embedded'),
  );
  return library;
}

const fileNames = (library: ModelLibrary) => library.list().map(({ fileName }) => fileName);

test('the embedded model is there at once and selected until another is chosen', () => {
  expect(open().selected).toMatchObject({ id: embeddedModelId, origin: 'embedded', kind: 'chat', problem: null });
});

test('GGUF files are listed however deep they lie, and nothing else is', async () => {
  writeEmber(inModels('b.GGUF'));
  writeEmber(inModels('1', '2', '3', '4', '5', 'deep.gguf'));
  writeEmber(inModels('1', '2', '3', '4', '5', '6', 'too-deep.gguf'));
  writeEmber(inModels('.hidden', 'hidden.gguf'));
  writeEmber(inModels('unfinished.gguf.partial'));
  writeFileSync(inModels('notes.txt'), '');
  expect(fileNames(await openAndLook())).toEqual(['ember.gguf', 'deep.gguf', 'b.GGUF']);
});

test('a loop of links ends, and a file behind a link is listed once', async () => {
  writeEmber(inModels('real', 'a.gguf'));
  symlinkSync(inFolder('models'), inModels('real', 'loop'));
  symlinkSync(inModels('real'), inModels('same'));
  symlinkSync(inFolder('nowhere.gguf'), inModels('gone.gguf'));
  expect(fileNames(await openAndLook())).toEqual(['ember.gguf', 'a.gguf']);
});

test('the parts of a split model are one model, and a missing part is named', async () => {
  const sizeBytes = readFileSync(inFolder('ember.gguf')).length;
  for (const part of [1, 2, 3]) writeEmber(inModels(`Big-Q8_0-0000${part}-of-00003.gguf`));
  const library = await openAndLook();
  const [, model] = library.list();
  expect(model).toMatchObject({ fileName: 'Big-Q8_0-00001-of-00003.gguf', parts: 3, sizeBytes: 3 * sizeBytes });
  expect(model!.problem).toBeNull();
  rmSync(inModels('Big-Q8_0-00001-of-00003.gguf'));
  await library.refresh();
  expect(library.get(model!.id)).toMatchObject({
    parts: 3,
    sizeBytes: 2 * sizeBytes,
    problem: 'The model has 3 parts, and Big-Q8_0-00001-of-00003.gguf is missing. Put all of them into one folder.',
  });
});

test('an opened file stays in the list, and is marked when it is gone', async () => {
  writeEmber(inFolder('own.gguf'));
  settings.updateLibrary({ openedModelPaths: [inFolder('own.gguf')] });
  const library = await openAndLook();
  const { id } = library.list()[1]!;
  rmSync(inFolder('own.gguf'));
  // Its header may be asked for before the scan sees that the file is gone.
  await waitUntil('its end', () => library.get(id).sizeBytes === null);
  expect(library.get(id).origin).toBe('file');
  expect(library.get(id).problem).toMatch(/not there any more/);
  expect(() => library.get('nothing')).toThrow(/no longer in the list/);
});

test('a chosen model that has gone gives way to the embedded one, and comes back', async () => {
  writeEmber(inModels('a.gguf'));
  const library = await openAndLook();
  const { id } = library.list()[1]!;
  settings.selectModel(id);
  expect(library.selected.id).toBe(id);
  renameSync(inModels('a.gguf'), inFolder('elsewhere.gguf'));
  await library.refresh();
  expect(library.selected.id).toBe(embeddedModelId);
  renameSync(inFolder('elsewhere.gguf'), inModels('a.gguf'));
  await library.refresh();
  expect(library.selected.id).toBe(id);
});

test('headers are read aside, and known at once at the next start', async () => {
  writeEmber(inModels('Ember-12M-A6M-Q8_0.gguf'));
  writeFileSync(inModels('notes.gguf'), 'These are notes, and no model.');
  const library = await openAndRead();
  const expected = [
    {
      name: 'Ember 12M A6M',
      familyId: 'ember-12m-a6m',
      kind: 'chat',
      level: 'Q8_0',
      architecture: 'deepseek',
      expertCount: 8,
      expertUsedCount: 2,
      parameters: 12_399_872,
      problem: null,
    },
    {
      name: 'notes',
      kind: 'unknown',
      problem: expect.stringMatching(/^notes\.gguf is not a usable GGUF model: .*\.$/),
    },
  ];
  expect(library.list().slice(1)).toMatchObject(expected);
  await opened.pop()!.close();
  // Without a thread that could read anything.
  const again = open({ workerPath: inFolder('no-worker.ts') });
  expect(again.list().slice(1)).toMatchObject(expected);
  await again.refresh();
  expect(again.list().slice(1)).toMatchObject(expected);
});

test('a damaged list of what was seen costs nothing but time', async () => {
  writeFileSync(inFolder('library.json'), '{"version":1,"found":[{"id":3}]}');
  writeEmber(inModels('a.gguf'));
  expect((await openAndRead()).list()[1]).toMatchObject({ name: 'a', kind: 'chat' });
});

test('a file that is still being copied is read again when it has grown', async () => {
  const ember = readFileSync(inFolder('ember.gguf'));
  writeFileSync(inModels('a.gguf'), ember.subarray(0, 1_000_000));
  const library = await openAndRead();
  expect(library.list()[1]!.problem).toMatch(/^a\.gguf is cut short/);
  writeFileSync(inModels('a.gguf'), ember);
  await waitUntil('the whole file', () => library.list()[1]!.inspected && library.list()[1]!.problem === null);
});

test('files that come and go are noticed without being asked for', async () => {
  const library = await openAndLook();
  let changes = 0;
  library.onChange(() => changes++);
  mkdirSync(inModels('new', 'folder'), { recursive: true });
  writeEmber(inModels('new', 'folder', 'a.gguf'));
  await waitUntil('the file', () => fileNames(library).includes('a.gguf'));
  rmSync(inModels('new'), { recursive: true });
  await waitUntil('its end', () => !fileNames(library).includes('a.gguf'));
  expect(changes).toBeGreaterThan(1);
});

test('other programs’ models are counted, and listed once they are wanted', async () => {
  const home = inFolder('home');
  writeLmStudioModel(home);
  const blob = writeOllamaModels(home, ['library/ember:latest', 'library/ember:12m-a6m-q8_0', 'someone/other:1b']);
  writeJanModel(home, 'tests/Ember-IQ4_XS');
  const library = await openAndLook();
  expect(library.list()).toHaveLength(1);
  expect(library.places).toMatchObject([
    { id: 'lmStudio', found: true, enabled: false, models: 1 },
    { id: 'ollama', found: true, enabled: false, models: 1 },
    { id: 'jan', found: true, enabled: false, models: 1 },
  ]);
  settings.updateLibrary({ otherPrograms: { lmStudio: true, ollama: true, jan: true } });
  await library.refresh();
  expect(library.list().slice(1)).toMatchObject([
    { origin: 'lmStudio', name: 'Ember 12M A6M', canDelete: false },
    { origin: 'ollama', name: 'ember:12m-a6m-q8_0', path: blob, licence: 'MIT License', canDelete: false },
    { origin: 'jan', name: 'tests/Ember-IQ4_XS', canDelete: false },
  ]);
});

test('broken notes of other programs are passed over', async () => {
  const home = inFolder('home');
  writeOllamaModels(home, ['library/ember:latest']);
  const manifests = inFolder('home', '.ollama', 'models', 'manifests', 'a-registry', 'library');
  mkdirSync(join(manifests, 'broken'));
  writeFileSync(join(manifests, 'broken', 'latest'), '{"layers":');
  mkdirSync(join(manifests, 'sly'));
  const digest = 'sha256:../../../../settings.json';
  const layer = { mediaType: 'application/vnd.ollama.image.model', digest };
  writeFileSync(join(manifests, 'sly', 'latest'), JSON.stringify({ layers: [layer] }));
  const jan = inFolder('home', '.local', 'share', 'Jan', 'data', 'llamacpp', 'models', 'lost');
  mkdirSync(jan, { recursive: true });
  writeFileSync(join(jan, 'model.yml'), 'name: lost\nmodel_path: llamacpp/models/lost/model.gguf\n');
  settings.updateLibrary({ otherPrograms: { lmStudio: true, ollama: true, jan: true } });
  expect((await openAndLook()).list().map(({ name }) => name)).toEqual(['Ember 12M (demo model)', 'ember:latest']);
});

test('a file given for this run is taken whatever the settings say', () => {
  expect(open({ modelPath: inFolder('ember.gguf') }).selected).toMatchObject({
    origin: 'file',
    fileName: 'ember.gguf',
  });
});
