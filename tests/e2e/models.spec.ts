import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { countQuestion, countReply, sumQuestion, sumReply } from '../fixtures/ember-replies.ts';
import { faultsInTurn } from '../fixtures/hub/fault-plan.ts';
import { expect, type Launched } from './fixtures/app-test.ts';
import { emberId, test } from './fixtures/model-hub.ts';
import { ModelsScreen } from './pages/models-screen.ts';

const maxBytesTwicePerFault = 8_000_000;

test('a model is found, judged, downloaded over a cut and a quit, checked, used, switched and deleted', async ({
  launch,
  modelHub,
}) => {
  const { storage, settings, files } = modelHub;
  const first = await launch({ settings });
  const models = new ModelsScreen(first.page);
  await readAdvice(models);

  // A cut in the middle, and then so many bytes that a download from zero would show in the sum.
  const sizeBytes = statSync(files.F16).size;
  const before = storage.deliveredBytes;
  const allowed = Math.floor(sizeBytes * 0.85);
  storage.plan = faultsInTurn([{ kind: 'cut', at: 0.5 }]);
  storage.allow(allowed);
  const download = await models.download('F16');
  await expect.poll(() => storage.deliveredBytes - before).toBe(allowed);
  expect(storage.faults).toHaveLength(1);
  await expect(download).toHaveAttribute('data-status', 'running');
  await expect.poll(() => models.progress(download)).toBeGreaterThan(0.5);
  await first.app.close();
  storage.allow(Infinity);

  const second = await launch({ in: first });
  const again = new ModelsScreen(second.page);
  await again.open('downloads');
  await expect(again.downloads).toHaveAttribute('data-status', 'done');
  expect(storage.deliveredBytes - before).toBeLessThanOrEqual(sizeBytes + 2 * maxBytesTwicePerFault);
  await again.choose('F16', 'verify');
  await expect(again.model('F16').getByTestId('model-verified')).toHaveAttribute('data-sound', 'true');

  await again.open('downloads');
  await again.downloads.getByTestId('download-use').click();
  await expectAnswers(second, 'F16');
  await switchLevels(second, again);
  await deleteLevels(second, again);
});

/** Searches, opens the repository and looks at what is said of its two levels. */
async function readAdvice(models: ModelsScreen): Promise<void> {
  const { page, offers } = models;
  await models.openRepository(emberId);
  await expect(offers).toHaveCount(2);
  for (const level of ['Q8_0', 'F16']) {
    // A model of some megabytes fits everywhere, on machines with and without a GPU.
    await expect(models.offer(level)).toHaveAttribute('data-verdict', /^(gpu|cpu)$/);
    await expect(models.offer(level)).toHaveAttribute('data-kind', 'chat');
  }
  await expect(page.locator('[data-testid="offer"][data-recommended="true"]')).toHaveCount(1);
  await expect(models.offer('Q8_0')).toContainText('13.3 MB');
  const offer = models.offer('F16');
  await offer.getByTestId('offer-fit').click();
  await expect(offer.getByTestId('fit-arithmetic')).toContainText(/KV cache/i);
  await offer.getByTestId('offer-fit').click();
}

/** The model that answers has this level, and it answers as the embedded one does: the weights are the same. */
async function expectAnswers({ chat, page }: Launched, level: string): Promise<void> {
  await chat.waitForLoadedModel();
  await expect(page.getByTestId('model-picker')).toContainText(level);
  expect(await chat.ask(sumQuestion)).toContain(sumReply);
}

/** Downloads the other level, and goes to and fro between the two in the picker. */
async function switchLevels(launched: Launched, models: ModelsScreen): Promise<void> {
  const { page, chat } = launched;
  await models.openRepository(emberId);
  await expect(models.offer('F16').getByTestId('offer-use')).toBeVisible();
  await models.download('Q8_0');
  await expect(models.downloads).toHaveCount(2);
  await expect(models.downloads.last()).toHaveAttribute('data-status', 'done');
  await page.getByTestId('models-close').click();
  for (const level of ['Q8_0', 'F16', 'Q8_0']) {
    await page.getByTestId('model-picker').click();
    const option = page.locator(`[data-testid="level-option"][data-level="${level}"]:not([data-model-id="embedded"])`);
    await option.click();
    await expect(page.getByTestId('model-picker')).toContainText(level);
    await chat.waitForLoadedModel();
  }
  expect(await chat.ask(countQuestion)).toBe(countReply);
}

/** Deletes the level that is not in use, and then the one that is: the embedded model takes its place. */
async function deleteLevels({ page, chat, folder }: Launched, models: ModelsScreen): Promise<void> {
  const repositoryFolder = join(folder.models, ...emberId.split('/'));
  expect(existsSync(repositoryFolder)).toBe(true);
  for (const level of ['F16', 'Q8_0']) {
    await models.choose(level, 'delete');
    await page.getByTestId('model-delete-confirm').click();
    await expect(models.model(level)).toHaveCount(0);
  }
  await expect.poll(() => existsSync(repositoryFolder)).toBe(false);
  await page.getByTestId('models-close').click();
  await chat.waitForLoadedModel();
  expect(await chat.ask(sumQuestion)).toContain(sumReply);
}
