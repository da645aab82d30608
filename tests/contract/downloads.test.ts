import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Download } from '../../electron/contract/downloads-state.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { startLocalHub, type LocalHub } from '../fixtures/hub/local-hub.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

const repositoryId = 'conclave/Ember-GGUF';

describeTransports('downloads', {}, (served) => {
  let hub: LocalHub;

  beforeAll(async () => {
    hub = await startLocalHub({
      repositories: [
        { id: repositoryId, licence: 'mit', files: [{ path: 'Ember-12M-Q8_0.gguf', source: embeddedModelPath }] },
      ],
    });
    await served.client.settings.update({ hub: { endpoint: hub.origin } });
  });
  afterAll(() => hub.close());

  const listed = (app: AppFollower) => app.latest('downloads')?.downloads.downloads ?? [];
  const waitFor = (app: AppFollower, what: string, is: (download: Download) => boolean) =>
    waitUntil(what, () => listed(app).find(is));

  const limitSpeed = (speedLimit: number | null) => served.client.settings.update({ downloads: { speedLimit } });

  async function addEmber(): Promise<string> {
    const { revision, offers } = await served.client.hub.repository({ repositoryId });
    const { downloadId } = await served.client.downloads.add({ repositoryId, revision, offerKey: offers[0]!.key });
    return downloadId;
  }

  it('pauses, goes on, and becomes a model that is known to be whole, answers, and can be deleted', async () => {
    const app = new AppFollower(served.client);
    await limitSpeed(4_000_000);
    const downloadId = await addEmber();
    await waitFor(app, 'the first bytes', ({ doneBytes }) => doneBytes > 0);
    expect(await addEmber(), 'the same offer is not added twice').toBe(downloadId);
    await served.client.downloads.pause({ downloadId });
    await waitFor(app, 'the pause', ({ status }) => status === 'paused');
    await limitSpeed(null);
    await served.client.downloads.resume({ downloadId });
    const { modelId, totalBytes, doneBytes } = await waitFor(app, 'its end', ({ status }) => status === 'done');
    expect(doneBytes).toBe(totalBytes);
    const model = await waitUntil('the model', () =>
      app.latest('models')?.models.models.find(({ id, inspected }) => id === modelId && inspected),
    );
    expect(model).toMatchObject({
      kind: 'chat',
      level: 'Q8_0',
      licence: 'mit',
      source: { repositoryId },
      verified: { against: 'hash', sound: true },
    });
    const { offers } = await served.client.hub.repository({ repositoryId });
    expect(offers[0]).toMatchObject({ installedModelId: modelId, downloadId: null });

    await served.client.models.select({ modelId: modelId! });
    const chat = await served.start(countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    chat.close();

    await served.client.downloads.clearDone();
    await waitUntil('an empty list', () => listed(app).length === 0);
    const { freedBytes } = await served.client.models.delete({ modelId: modelId! });
    expect(freedBytes).toBeGreaterThanOrEqual(totalBytes);
    expect(existsSync(join(served.host.folder.models, 'conclave'))).toBe(false);
    app.close();
  });

  it('cancels with and without its partial file, and refuses what is not in the queue', async () => {
    const app = new AppFollower(served.client);
    await limitSpeed(4_000_000);
    const partial = join(served.host.folder.models, '.partial');
    for (const keepPartial of [true, false]) {
      const downloadId = await addEmber();
      await waitFor(app, 'a part', (download) => download.id === downloadId && download.doneBytes > 1_000_000);
      await served.client.downloads.cancel({ downloadId, keepPartial });
      await waitUntil('its end', () => listed(app).length === 0);
      expect(existsSync(join(partial, downloadId))).toBe(keepPartial);
      await expectAppError(served.client.downloads.resume({ downloadId }), 'notFound');
    }
    app.close();
  });
});
