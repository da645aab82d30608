import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import {
  flipBit,
  writeEmber,
  writeJanModel,
  writeLmStudioModel,
  writeOllamaModels,
} from '../fixtures/library-files.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

describeTransports('places of models', {}, (served) => {
  const home = () => join(served.host.folder.root, 'home');
  const places = (app: AppFollower) => app.latest('library')?.library.places ?? [];
  const listed = (app: AppFollower, origin: string) =>
    (app.latest('models')?.models.models ?? []).filter((model) => model.origin === origin && model.inspected);

  it('watches a folder of the user, as long as he wants', async () => {
    const app = new AppFollower(served.client);
    const folder = makeTemporaryFolder();
    await served.client.places.addFolder({ path: folder.path });
    const place = await waitUntil('the place', () => places(app).find(({ kind }) => kind === 'watched'));
    expect(place).toMatchObject({ folder: folder.path, found: true, enabled: true, models: 0 });
    mkdirSync(join(folder.path, 'sub'));
    const path = writeEmber(join(folder.path, 'sub', 'Watched.gguf'));
    const [model] = await waitUntil('the model', () => {
      const models = listed(app, 'watched');
      return models.length > 0 ? models : null;
    });
    expect(model).toMatchObject({ name: 'Watched', canDelete: false });
    await waitUntil('the number of models', () => places(app).find(({ id }) => id === place.id)?.models === 1);
    await expectAppError(served.client.models.delete({ modelId: model!.id }), 'unsupported');
    rmSync(path);
    await waitUntil('its end', () => listed(app, 'watched').length === 0);

    writeEmber(path);
    await waitUntil('its return', () => listed(app, 'watched').length === 1);
    folder.remove();
    await served.client.models.refresh();
    await waitUntil('a folder that is not there', () => places(app).find(({ id }) => id === place.id)?.found === false);
    expect(listed(app, 'watched')).toEqual([]);

    await served.client.places.removeFolder({ placeId: place.id });
    await waitUntil('the end of the place', () => !places(app).some(({ id }) => id === place.id));
    await expectAppError(served.client.places.removeFolder({ placeId: place.id }), 'notFound');
    await expectAppError(served.client.places.addFolder({ path: folder.path }), 'badInput');
    await expectAppError(served.client.places.addFolder({ path: served.host.folder.models }), 'badInput');
    await expectAppError(served.client.places.addFolder({ path: served.host.folder.settings }), 'badInput');
    app.close();
  });

  it('offers other programs’ models, lists them when wanted, and only reads them', async () => {
    const app = new AppFollower(served.client);
    writeLmStudioModel(home());
    const blob = writeOllamaModels(home(), ['library/ember:12m']);
    writeJanModel(home(), 'Ember-Q8_0');
    await served.client.models.refresh();
    await waitUntil('the places', () => places(app).length === 3);
    expect(places(app)).toMatchObject([
      { id: 'lmStudio', kind: 'lmStudio', found: true, enabled: false, models: 1 },
      { id: 'ollama', kind: 'ollama', found: true, enabled: false, models: 1 },
      { id: 'jan', kind: 'jan', found: true, enabled: false, models: 1 },
    ]);
    for (const placeId of ['lmStudio', 'ollama', 'jan'] as const) {
      expect(listed(app, placeId)).toEqual([]);
      await served.client.places.enable({ placeId, enabled: true });
      const [model] = await waitUntil('the model', () => {
        const models = listed(app, placeId);
        return models.length > 0 ? models : null;
      });
      expect(model).toMatchObject({ kind: 'chat', level: 'Q8_0', architecture: 'deepseek', canDelete: false });
      await expectAppError(served.client.models.delete({ modelId: model!.id }), 'unsupported');
    }
    const [ollama] = listed(app, 'ollama');
    expect(ollama).toMatchObject({ name: 'ember:12m', licence: 'MIT License' });
    await served.client.models.select({ modelId: ollama!.id });
    const chat = await served.start(countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);

    await served.client.models.select({ modelId: 'embedded' });
    await served.client.models.verify({ modelId: ollama!.id });
    await waitUntil('the verification', () => listed(app, 'ollama')[0]?.verified?.sound);
    expect(listed(app, 'ollama')[0]!.verified).toMatchObject({ against: 'hash' });
    flipBit(blob);
    await served.client.models.refresh();
    await served.client.models.verify({ modelId: ollama!.id });
    await waitUntil('the damage', () => listed(app, 'ollama')[0]?.problem?.startsWith('ember:12m is damaged'));

    await served.client.places.enable({ placeId: 'ollama', enabled: false });
    await waitUntil('the end of the list', () => listed(app, 'ollama').length === 0);
    await expectAppError(served.client.places.enable({ placeId: 'other', enabled: true }), 'notFound');
    chat.close();
    app.close();
  });
});
