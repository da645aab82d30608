import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Model } from '../../electron/contract/models-state.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { flipBit, otherKinds, writeDownload, writeEmber, writeOtherKind } from '../fixtures/library-files.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

describeTransports('the library', {}, (served) => {
  const inModels = (...parts: string[]) => join(served.host.folder.models, ...parts);
  const follow = () => new AppFollower(served.client);
  const models = (app: AppFollower) => app.latest('models')?.models.models ?? [];
  const waitForModel = (app: AppFollower, what: string, is: (model: Model) => boolean) =>
    waitUntil(what, () => models(app).find(is));
  const waitForFile = (app: AppFollower, fileName: string) =>
    waitForModel(app, fileName, (model) => model.fileName === fileName && model.inspected);
  const waitForLoad = (app: AppFollower, modelId: string) =>
    waitUntil('the load', () => {
      const load = app.latest('models')?.models.load;
      return load?.status === 'loaded' && load.modelId === modelId;
    });
  const waitForTasks = (app: AppFollower) =>
    waitUntil('the end of the tasks', () => app.latest('library')?.library.tasks.every(({ problem }) => problem));

  it('shows a download with all that is known of it, and chats with it', async () => {
    const app = follow();
    writeDownload(served.host.folder.models);
    const model = await waitForModel(app, 'the model', ({ source, inspected }) => source !== null && inspected);
    expect(model).toMatchObject({
      name: 'Ember 12M A6M',
      origin: 'folder',
      kind: 'chat',
      level: 'Q8_0',
      architecture: 'deepseek',
      parameters: 12_399_872,
      expertCount: 8,
      expertUsedCount: 2,
      trainContextSize: 1024,
      licence: 'mit',
      source: { repositoryId: 'tests/Ember-GGUF', revision: 'a'.repeat(40), licence: 'mit' },
      sizeBytes: readFileSync(embeddedModelPath).length,
      parts: 1,
      verified: null,
      problem: null,
      canDelete: true,
    });
    expect(model.activeParameters).toBeLessThan(7_000_000);
    expect(JSON.stringify(models(app).map(({ name: _name, source: _source, ...rest }) => rest))).not.toContain('/');
    expect(served.host.context.library.findByFolder(inModels('tests', 'Ember-GGUF', 'Q8_0'))).toBe(model.id);
    expect(served.host.context.library.findInstalled('tests/Ember-GGUF', 'Q8_0')).toBe(model.id);
    await served.client.models.select({ modelId: model.id });
    await waitForLoad(app, model.id);
    const chat = await served.start(countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    chat.close();
    app.close();
  });

  it('tells files apart that are no models to chat with, and refuses to choose them', async () => {
    const app = follow();
    for (const kind of otherKinds) writeOtherKind(kind, inModels('others', `${kind}.gguf`));
    const selectedId = await waitUntil('a chosen model', () => app.latest('models')?.models.selectedId);
    for (const kind of otherKinds) {
      const model = await waitForFile(app, `${kind}.gguf`);
      expect(model).toMatchObject({ kind, problem: null });
      const refused = served.client.models.select({ modelId: model.id });
      await expectAppError(refused, kind === 'vocabulary' ? 'modelBroken' : 'unsupported');
      await expect(refused).rejects.toThrow(`${kind}.gguf`);
    }
    expect(app.latest('models')!.models.selectedId).toBe(selectedId);
    app.close();
  });

  it('explains a broken file, and lets the next ones alone', async () => {
    const app = follow();
    const ember = readFileSync(embeddedModelPath);
    mkdirSync(inModels('broken'));
    writeFileSync(inModels('broken', 'cut.gguf'), ember.subarray(0, ember.length / 2));
    writeFileSync(inModels('broken', 'zeros.gguf'), Buffer.alloc(10_000));
    writeFileSync(inModels('broken', 'empty.gguf'), '');
    writeEmber(inModels('broken', 'sound.gguf'));
    const says = {
      'cut.gguf': 'cut.gguf is cut short: 6.6 MB of 13.3 MB are there. Download it again.',
      'zeros.gguf': 'zeros.gguf holds only zeros: its download never finished. Download it again.',
      'empty.gguf': 'empty.gguf is empty. Download it again.',
      'sound.gguf': null,
    };
    for (const [fileName, problem] of Object.entries(says)) {
      const model = await waitForFile(app, fileName);
      expect(model.problem).toBe(problem);
      if (problem) await expectAppError(served.client.models.select({ modelId: model.id }), 'modelBroken');
    }
    app.close();
  });

  it('verifies against the publisher’s hash, and finds one changed bit', async () => {
    const app = follow();
    const model = await waitForModel(app, 'the download', ({ source }) => source !== null);
    await served.client.models.verify({ modelId: model.id });
    const verified = await waitForModel(app, 'the verification', ({ verified: at }) => at !== null);
    expect(verified.verified).toMatchObject({ against: 'hash', sound: true });
    await waitForTasks(app);
    expect(app.latest('library')!.library.tasks).toEqual([]);

    flipBit(inModels('tests', 'Ember-GGUF', 'Q8_0', model.fileName));
    await waitForModel(app, 'the changed file', ({ id, verified: at }) => id === model.id && at === null);
    await served.client.models.verify({ modelId: model.id });
    const damaged = await waitForModel(app, 'the problem', ({ id, problem }) => id === model.id && problem !== null);
    expect(damaged).toMatchObject({
      verified: { against: 'hash', sound: false },
      problem: `${model.fileName} is damaged: its SHA-256 is not the one that its publisher gives. Download it again.`,
    });
    await expectAppError(served.client.models.select({ modelId: model.id }), 'modelBroken');
    const task = await waitUntil('the failed task', () => app.latest('library')!.library.tasks[0]);
    expect(task).toMatchObject({ kind: 'verify', modelId: model.id, problem: damaged.problem });
    await served.client.models.dismissTask({ taskId: task.id });
    await waitUntil('its end', () => app.latest('library')!.library.tasks.length === 0);
    app.close();
  });

  it('verifies by structure where no hash is known, and finds weights that never arrived', async () => {
    const app = follow();
    await served.client.models.verify({ modelId: 'embedded' });
    const embedded = await waitForModel(app, 'the verification', ({ id, verified }) => id === 'embedded' && !!verified);
    expect(embedded).toMatchObject({ verified: { against: 'structure', sound: true }, problem: null });
    const ember = readFileSync(embeddedModelPath);
    writeFileSync(inModels('holes.gguf'), Buffer.from(ember).fill(0, 100_000));
    const { id } = await waitForFile(app, 'holes.gguf');
    await served.client.models.verify({ modelId: id });
    const holes = await waitForModel(app, 'the problem', (model) => model.id === id && model.problem !== null);
    expect(holes).toMatchObject({
      verified: { against: 'structure', sound: false },
      problem: 'holes.gguf has holes: parts of its weights are only zeros. Download it again.',
    });
    app.close();
  });

  it('renames a model, the embedded one too, and gives the first name back', async () => {
    const app = follow();
    const name = () => models(app).find(({ id }) => id === 'embedded')?.name;
    await waitUntil('the list', () => name() === 'Ember 12M (demo model)');
    await served.client.models.rename({ modelId: 'embedded', name: '  Glow  ' });
    await waitUntil('the new name', () => name() === 'Glow');
    expect(JSON.parse(readFileSync(served.host.folder.settings, 'utf8'))).toMatchObject({
      modelNames: { embedded: 'Glow' },
    });
    await served.client.models.rename({ modelId: 'embedded', name: '' });
    await waitUntil('the first name', () => name() === 'Ember 12M (demo model)');
    await expectAppError(served.client.models.rename({ modelId: 'nothing', name: 'x' }), 'notFound');
    app.close();
  });

  it('deletes a model that is loaded, with its folder and record, and goes on with the embedded one', async () => {
    const app = follow();
    const path = writeEmber(inModels('someone', 'to-delete', 'x', 'Deleted.gguf'));
    const model = await waitForFile(app, 'Deleted.gguf');
    await served.client.models.select({ modelId: model.id });
    await waitForLoad(app, model.id);

    const engine = await served.slowEngine();
    const chat = await served.start(countQuestion);
    await chat.waitForText();
    await expectAppError(served.client.models.delete({ modelId: model.id }), 'busy');
    engine.release();
    expect((await chat.waitForEnd()).text).toBe(countReply);

    expect(await served.client.models.details({ modelId: model.id })).toMatchObject({ freesBytes: model.sizeBytes });
    const { freedBytes } = await served.client.models.delete({ modelId: model.id });
    expect(freedBytes).toBe(model.sizeBytes);
    expect(existsSync(path)).toBe(false);
    expect(existsSync(inModels('someone'))).toBe(false);
    expect(existsSync(inModels())).toBe(true);
    await waitUntil('its end in the list', () => !models(app).some(({ id }) => id === model.id));
    expect(app.latest('models')!.models.selectedId).toBe('embedded');
    await waitForLoad(app, 'embedded');

    const download = models(app).find(({ source }) => source !== null)!;
    await served.client.models.delete({ modelId: download.id });
    expect(existsSync(inModels('tests'))).toBe(false);
    await expectAppError(served.client.models.delete({ modelId: download.id }), 'notFound');
    await expectAppError(served.client.models.delete({ modelId: 'embedded' }), 'unsupported');
    expect((await served.client.models.details({ modelId: 'embedded' })).freesBytes).toBeNull();
    chat.close();
    app.close();
  });

  it('has no file manager and no dialogs in the web shell', async () => {
    await expectAppError(served.client.models.reveal({ modelId: 'embedded' }), 'unsupported');
    await expectAppError(served.client.models.openFile({ mode: 'copy' }), 'unsupported');
    await expectAppError(served.client.places.addFolder({ path: null }), 'unsupported');
  });
});
