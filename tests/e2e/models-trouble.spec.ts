import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFilesWith } from '../fixtures/find-files-with.ts';
import { faultsInTurn } from '../fixtures/hub/fault-plan.ts';
import { canMountSmallDisk, SmallDisk } from '../fixtures/small-disk.ts';
import { expect } from './fixtures/app-test.ts';
import { emberId, gatedId, memberToken, test } from './fixtures/model-hub.ts';
import { ModelsScreen } from './pages/models-screen.ts';

test('without a network there is a card, and a way back', async ({ launch, modelHub }) => {
  const { page } = await launch({ settings: modelHub.settings });
  const models = new ModelsScreen(page);
  await modelHub.api.setOffline(true);
  await models.open('discover');
  // The catalogue needs no network.
  await expect(page.getByTestId('catalog-entry').first()).toBeVisible();
  await models.search('ember');
  await expect(models.hubError).toHaveAttribute('data-code', 'offline');
  await expect(models.hubError).toContainText('cannot be reached');
  await modelHub.api.setOffline(false);
  await models.hubError.getByTestId('hub-retry').click();
  await expect(models.hits).toHaveCount(2);
});

test('a line that drops out pauses a download, which goes on by itself', async ({ launch, modelHub }) => {
  const { storage, api, settings } = modelHub;
  const { page } = await launch({ settings });
  const models = new ModelsScreen(page);
  await models.openRepository(emberId);
  await expect(models.offers).toHaveCount(2);
  const before = storage.deliveredBytes;
  storage.allow(2_000_000);
  const download = await models.download('Q8_0');
  await expect.poll(() => storage.deliveredBytes - before).toBe(2_000_000);
  await storage.setOffline(true);
  await api.setOffline(true);
  await expect(download).toHaveAttribute('data-status', 'waiting');
  await expect(download.getByTestId('download-problem')).toHaveAttribute('data-code', 'offline');
  storage.allow(Infinity);
  await storage.setOffline(false);
  await api.setOffline(false);
  await expect(download).toHaveAttribute('data-status', 'done');
});

test('a hub that limits the rate, and one in trouble, each have a card', async ({ launch, modelHub }) => {
  const { page } = await launch({ settings: modelHub.settings });
  const models = new ModelsScreen(page);
  await models.open('discover');
  modelHub.hub.limitRate(45);
  await models.search('ember');
  await expect(models.hubError).toHaveAttribute('data-code', 'rateLimited');
  await expect(models.hubError).toContainText('45 seconds');
  modelHub.hub.limitRate(null);
  modelHub.api.plan = () => ({ kind: 'status', status: 503 });
  await models.hubError.getByTestId('hub-retry').click();
  await expect(models.hubError).toHaveAttribute('data-code', 'hubFailed');
  modelHub.api.plan = () => null;
  await models.hubError.getByTestId('hub-retry').click();
  await expect(models.hits).toHaveCount(2);
});

test('a gated repository asks for a token, says that one is wrong, and opens with the right one', async ({
  launch,
  modelHub,
  kind,
}) => {
  const { app, page, folder } = await launch({ settings: modelHub.settings });
  const models = new ModelsScreen(page);
  await models.openRepository(gatedId);
  const view = page.getByTestId('repository-view');
  await expect(view).toContainText('accept its licence');
  await expect(models.offer('Q8_0')).toHaveAttribute('data-verdict', '');
  await models.saveToken('hf_wrong');
  await expect(page.getByTestId('hub-token-error')).toContainText('refuses the access token');
  await models.saveToken(memberToken);
  await expect(models.offer('Q8_0')).toHaveAttribute('data-verdict', /^(gpu|cpu)$/);
  const download = await models.download('Q8_0');
  await expect(download).toHaveAttribute('data-status', 'done');
  // Nobody but the hub has seen it, and nothing on the disk shows it.
  const seen = modelHub.hub.requests.filter(({ authorization }) => authorization?.includes(memberToken));
  expect(new Set(seen.map(({ origin }) => origin))).toEqual(new Set(['hub']));
  expect(app.output()).not.toContain(memberToken);
  await app.close();
  expect(findFilesWith(folder.root, memberToken)).toEqual([]);
  if (kind === 'chromium') return;
  const next = await launch({ in: { app, page, folder } as never });
  const settings = await next.chat.openSettings('models');
  // Kept where the system has a secret store, gone where it has none: never in a file that can be read.
  await expect(settings.getByTestId('hub-token-state')).toHaveAttribute('data-token', /^(kept|none)$/);
});

test('a disk without room has a card, and the download goes on once there is room', async ({ launch, modelHub }) => {
  test.skip(!canMountSmallDisk, 'only root on Linux may mount a small disk');
  const disk = new SmallDisk(160_000_000);
  try {
    const { page, app } = await launch({ root: disk.path, settings: modelHub.settings });
    const models = new ModelsScreen(page);
    await models.openRepository(emberId);
    await expect(models.offers).toHaveCount(2);
    const needed = statSync(modelHub.files.F16).size;
    const other = join(disk.path, 'something-else');
    writeFileSync(other, Buffer.alloc(disk.freeBytes - Math.floor(needed / 2), 1));
    const download = await models.download('F16');
    await expect(download).toHaveAttribute('data-status', 'paused');
    const problem = download.getByTestId('download-problem');
    await expect(problem).toHaveAttribute('data-code', 'diskFull');
    await expect(problem).toContainText('MB');
    rmSync(other);
    await problem.getByTestId('download-retry').click();
    await expect(download).toHaveAttribute('data-status', 'done');
    await app.close();
  } finally {
    disk.remove();
  }
});

test('a cancelled download leaves its part or nothing, as the user says', async ({ launch, modelHub }) => {
  const { storage, settings } = modelHub;
  const { page, folder } = await launch({ settings });
  const models = new ModelsScreen(page);
  const start = async (allowed: number) => {
    await models.openRepository(emberId);
    await expect(models.offers).toHaveCount(2);
    const before = storage.deliveredBytes;
    storage.allow(allowed);
    const download = await models.download('Q8_0');
    await expect.poll(() => storage.deliveredBytes - before).toBe(allowed);
    return { download, before };
  };
  const sizeBytes = statSync(modelHub.files.Q8_0).size;
  const cancelled = await start(11_000_000);
  await expect.poll(() => models.progress(cancelled.download)).toBeGreaterThan(0.5);
  await cancelled.download.getByTestId('download-cancel').click();
  await page.getByTestId('cancel-keep').click();
  await expect(models.downloads).toHaveCount(0);
  // Taken up again, it goes on where it was.
  const resumed = await start(100_000);
  await expect.poll(() => models.progress(resumed.download)).toBeGreaterThan(0.2);
  await resumed.download.getByTestId('download-cancel').click();
  await page.getByTestId('cancel-delete').click();
  await expect(models.downloads).toHaveCount(0);
  storage.allow(Infinity);
  const isLarge = (name: string) => {
    const stat = statSync(join(folder.models, name), { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size > sizeBytes / 4;
  };
  await expect
    .poll(() => readdirSync(folder.models, { recursive: true, encoding: 'utf8' }).filter(isLarge))
    .toEqual([]);
});

test('a wrong byte on the way does not get into the model', async ({ launch, modelHub }) => {
  const { storage, settings } = modelHub;
  const { page } = await launch({ settings });
  const models = new ModelsScreen(page);
  await models.openRepository(emberId);
  await expect(models.offers).toHaveCount(2);
  storage.plan = faultsInTurn([{ kind: 'wrongByte', at: 0.5 }]);
  const download = await models.download('Q8_0');
  await expect(download).toHaveAttribute('data-status', 'done');
  expect(storage.faults).toHaveLength(1);
  await models.choose('Q8_0', 'verify');
  await expect(models.model('Q8_0').getByTestId('model-verified')).toHaveAttribute('data-sound', 'true');
});
