import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Model } from '../../electron/contract/models-state.ts';
import { importPaths } from '../../electron/host/library/import-models.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { hashFile, writeEmber } from '../fixtures/library-files.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { canMountSmallDisk, SmallDisk } from '../fixtures/small-disk.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';
import { startTestHost } from './test-host.ts';

describeTransports('importing models', {}, (served) => {
  let outside: ReturnType<typeof makeTemporaryFolder>;
  beforeAll(() => (outside = makeTemporaryFolder()));
  afterAll(() => outside.remove());
  const inFolder = (...parts: string[]) => join(outside.path, ...parts);
  const imported = (...parts: string[]) => join(served.host.folder.models, 'imported', ...parts);
  const follow = () => new AppFollower(served.client);
  const waitForModel = (app: AppFollower, what: string, is: (model: Model) => boolean) =>
    waitUntil(what, () => app.latest('models')?.models.models.find(is));
  const tasks = (app: AppFollower) => app.latest('library')?.library.tasks ?? [];

  it('links a file where it lies, and forgets it without touching it', async () => {
    const app = follow();
    const path = writeEmber(inFolder('linked', 'Linked.gguf'));
    const { modelId } = await served.client.models.importPath({ path: ` "${path}" `, mode: 'link' });
    const model = await waitForModel(app, 'the model', ({ id }) => id === modelId);
    expect(model).toMatchObject({ origin: 'file', name: 'Linked', canDelete: false });
    expect(await served.client.models.importPath({ path, mode: 'link' })).toEqual({ modelId });
    await expectAppError(served.client.models.delete({ modelId: model.id }), 'unsupported');
    await served.client.models.forget({ modelId: model.id });
    await waitUntil('its end', () => app.latest('models')!.models.models.every(({ id }) => id !== modelId));
    expect(existsSync(path)).toBe(true);
    await expectAppError(served.client.models.forget({ modelId: 'embedded' }), 'unsupported');
    app.close();
  });

  it('copies a file, says how far it is, and chats with the copy', async () => {
    const app = follow();
    const path = writeEmber(inFolder('copied', 'Ember-12M-A6M-Q8_0.gguf'));
    expect(await served.client.models.importPath({ path, mode: 'copy' })).toEqual({ modelId: null });
    const model = await waitForModel(app, 'the copy', ({ origin, inspected }) => origin === 'folder' && inspected);
    await waitUntil('the end of the task', () => tasks(app).length === 0);
    rmSync(inFolder('copied'), { recursive: true });
    const copy = imported('Ember-12M-A6M-Q8_0', 'Ember-12M-A6M-Q8_0.gguf');
    expect(hashFile(copy)).toBe(hashFile(embeddedModelPath));
    await served.client.models.select({ modelId: model.id });
    const chat = await served.start(countQuestion);
    expect(await chat.waitForEnd()).toMatchObject({ text: countReply, modelName: model.name });
    chat.close();
    app.close();
  });

  it('never takes another copy’s place', async () => {
    const app = follow();
    const path = writeEmber(inFolder('again', 'Ember-12M-A6M-Q8_0.gguf'));
    await served.client.models.importPath({ path, mode: 'copy' });
    await waitUntil('the second copy', () => existsSync(imported('Ember-12M-A6M-Q8_0 2', 'Ember-12M-A6M-Q8_0.gguf')));
    expect(existsSync(imported('Ember-12M-A6M-Q8_0', 'Ember-12M-A6M-Q8_0.gguf'))).toBe(true);
    app.close();
  });

  it('takes all parts of a split model, and all models of a folder', async () => {
    const app = follow();
    for (const part of [1, 2]) writeEmber(inFolder('many', 'deep', `Split-0000${part}-of-00002.gguf`));
    writeEmber(inFolder('many', 'One.gguf'));
    await served.client.models.importPath({ path: inFolder('many'), mode: 'copy' });
    const split = await waitForModel(app, 'the split model', ({ name }) => name === 'Split');
    expect(split).toMatchObject({ parts: 2, origin: 'folder', problem: null });
    await waitForModel(app, 'the other one', ({ name, origin }) => name === 'One' && origin === 'folder');
    expect(readdirSync(imported('Split'))).toEqual(['Split-00001-of-00002.gguf', 'Split-00002-of-00002.gguf']);
    const { freedBytes } = await served.client.models.delete({ modelId: split.id });
    expect(freedBytes).toBe(split.sizeBytes);
    rmSync(inFolder('many', 'deep', 'Split-00002-of-00002.gguf'));
    await expectAppError(served.client.models.importPath({ path: inFolder('many'), mode: 'copy' }), 'modelMissing');
    app.close();
  });

  it('says what is wrong with a path', async () => {
    mkdirSync(inFolder('nothing', 'here'), { recursive: true });
    writeFileSync(inFolder('nothing', 'notes.txt'), 'notes');
    const add = (path: string) => served.client.models.importPath({ path, mode: 'link' });
    await expectAppError(add(inFolder('gone.gguf')), 'modelMissing');
    await expectAppError(add(inFolder('nothing')), 'badInput');
    await expectAppError(add(inFolder('nothing', 'notes.txt')), 'badInput');
    await expectAppError(add('some/model.gguf'), 'badInput');
    await expect(add(inFolder('gone.gguf'))).rejects.toThrow('gone.gguf is not there.');
    await expect(add(inFolder('nothing'))).rejects.toThrow('There is no GGUF file in nothing.');
    await expect(add('~/none.gguf')).rejects.toThrow('none.gguf is not there.');
  });

  it('asks what to do with dropped files, and the page never sees a path', async () => {
    const app = follow();
    const path = writeEmber(inFolder('dropped', 'Dropped.gguf'));
    writeFileSync(inFolder('dropped', 'notes.txt'), 'notes');
    const { dropped } = served.host.context;
    await dropped.offer([path, inFolder('dropped', 'notes.txt')]);
    const offered = await waitUntil('the question', () => app.latest('library')?.library.dropped);
    expect(offered.fileNames).toEqual(['Dropped.gguf']);
    await served.client.models.importDropped({ dropId: offered.dropId, mode: 'link' });
    await waitForModel(app, 'the model', ({ name, origin }) => name === 'Dropped' && origin === 'file');
    await waitUntil('the end of the question', () => app.latest('library')!.library.dropped === null);
    await expectAppError(served.client.models.importDropped({ dropId: offered.dropId, mode: 'link' }), 'notFound');

    await dropped.offer([path]);
    const second = await waitUntil('another question', () => app.latest('library')!.library.dropped);
    await served.client.models.importDropped({ dropId: second.dropId, mode: null });
    await waitUntil('its end', () => app.latest('library')!.library.dropped === null);

    await dropped.offer([inFolder('dropped', 'notes.txt')]);
    await waitUntil('a notice', () => app.notice('dropped')?.startsWith('notes.txt is not a GGUF file.'));
    app.close();
  });
});

it('a cancelled copy leaves nothing', async () => {
  const host = startTestHost();
  const { context, folder } = host;
  const source = makeTemporaryFolder();
  // Large enough that it is not copied at once, and without room of its own on the disk.
  const path = writeEmber(join(source.path, 'Large.gguf'));
  truncateSync(path, 2_000_000_000);
  await importPaths(context, [path], 'copy');
  await waitUntil('some progress', () => context.tasks.list()[0]!.doneBytes > 0);
  context.tasks.dismiss(context.tasks.list()[0]!.id);
  await waitUntil('the end of the task', () => context.tasks.list().length === 0);
  expect(existsSync(join(folder.models, 'imported'))).toBe(false);
  await host.close();
  source.remove();
});

it.runIf(canMountSmallDisk)('a full disk is named before the copy and while it runs, and nothing is left', async () => {
  const disk = new SmallDisk(40_000_000);
  const host = startTestHost({ root: disk.path });
  const source = makeTemporaryFolder();
  const { context, folder } = host;
  try {
    const path = writeEmber(join(source.path, 'Ember.gguf'));
    disk.fill();
    await expect(importPaths(context, [path], 'copy')).rejects.toMatchObject({
      code: 'diskFull',
      message: expect.stringMatching(/^The copy needs 13\.3 MB, and the disk has .* free\. .*\.$/),
    });
    expect(context.tasks.list()).toEqual([]);

    disk.free();
    await importPaths(context, [path], 'copy');
    disk.fill();
    const problem = await waitUntil('the problem', () => context.tasks.list()[0]?.problem);
    expect(problem).toMatch(/^The copy needs 13\.3 MB/);
    expect(existsSync(join(folder.models, 'imported'))).toBe(false);

    disk.free();
    context.tasks.dismiss(context.tasks.list()[0]!.id);
    await importPaths(context, [path], 'copy');
    await waitUntil('the copy', () => context.library.list().some(({ origin }) => origin === 'folder'));
  } finally {
    await host.close();
    disk.remove();
    source.remove();
  }
});
