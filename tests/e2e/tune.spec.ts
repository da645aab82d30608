import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataFolder } from '../../electron/host/data-folder.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { writeEmber } from '../fixtures/library-files.ts';
import { expect, test } from './fixtures/app-test.ts';
import { ModelsScreen } from './pages/models-screen.ts';
import { RunDialogs } from './pages/run-dialogs.ts';

/** A tune takes about a minute, and machines that test are slow. */
test.setTimeout(300_000);
const longest = { timeout: 240_000 };

test('a model is tuned for this machine: progress, what was chosen, and forgotten again', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.waitForLoadedModel();
  const dialogs = new RunDialogs(page);
  await dialogs.openFromEngine('tune');
  await expect(dialogs.tune.getByTestId('tune-none')).toBeVisible();
  await dialogs.tune.getByTestId('tune-start').click();
  await expect(dialogs.job).toHaveAttribute('data-status', 'running');
  await expect(page.getByTestId('job-announcer')).toHaveText('The model is being tuned for this machine.');
  await expect.poll(() => progress(dialogs)).toBeGreaterThan(0);
  await expect(dialogs.job.getByTestId('job-step')).not.toBeEmpty();
  // It goes on without the dialog, and is there when it is opened again.
  await page.getByTestId('tune-dialog-close').click();
  await dialogs.openFromEngine('tune');
  await expect(dialogs.job).toBeVisible();

  const result = dialogs.tune.getByTestId('tune-result');
  await expect(result).toBeVisible(longest);
  await expect(result).toHaveAttribute('data-stale', 'false');
  await expect(dialogs.job).toHaveCount(0);
  await expect(result.getByTestId('tune-decode')).toContainText('tokens/s');
  await expect(result.getByTestId('tune-prefill')).toContainText('tokens/s');
  await expect(result.getByTestId('tune-chosen')).not.toBeEmpty();
  await result.getByTestId('tune-trials-open').click();
  expect(await result.getByTestId('tune-trials').locator('tbody tr').count()).toBeGreaterThan(1);
  await page.keyboard.press('Escape');

  // The model is loaded again as the tune found best, and answers as before.
  expect(await chat.ask(countQuestion)).toBe(countReply);
  await dialogs.openFromEngine('run-options');
  await expect(dialogs.options).toContainText('was tuned on this machine');
  await page.keyboard.press('Escape');
  await dialogs.openFromEngine('tune');
  await dialogs.tune.getByTestId('tune-forget').click();
  await expect(dialogs.tune.getByTestId('tune-none')).toBeVisible();
});

test('a tune can be stopped, and leaves the model as it was', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.waitForLoadedModel();
  const dialogs = new RunDialogs(page);
  await dialogs.openFromEngine('tune');
  await dialogs.tune.getByTestId('tune-start').click();
  await expect.poll(() => progress(dialogs)).toBeGreaterThan(0);
  await dialogs.job.getByTestId('job-stop').click();
  await expect(dialogs.job).toHaveCount(0);
  await expect(dialogs.tune.getByTestId('tune-none')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await chat.ask(countQuestion)).toBe(countReply);
});

test('a tune is offered once, after the first replies of a model of one’s own', async ({ launch }) => {
  const { chat, page } = await launch({ prepare: writeLevels });
  await chat.waitForLoadedModel();
  const models = new ModelsScreen(page);
  await models.open('installed');
  await models.model('F16').getByTestId('model-use').click();
  await chat.waitForLoadedModel();
  const offer = page.getByTestId('tune-offer');
  for (let reply = 1; reply <= 2; reply++) await chat.ask(countQuestion);
  await expect(offer).toHaveCount(0);
  await chat.ask(countQuestion);
  await expect(offer).toBeVisible();
  await offer.getByTestId('tune-offer-dismiss').click();
  await expect(offer).toHaveCount(0);
  await page.reload();
  await chat.waitUntilConnected();
  await chat.ask(countQuestion);
  await expect(offer).toHaveCount(0);
});

test('two levels of a model are compared by their perplexity here', async ({ launch }) => {
  const { chat, page } = await launch({ prepare: writeLevels });
  await chat.waitForLoadedModel();
  const models = new ModelsScreen(page);
  const dialogs = new RunDialogs(page);
  await models.open('installed');
  await page.getByTestId('level-quality-open').click();
  const level = (name: string) => page.locator(`[data-testid="quality-level"][data-level="${name}"]`).last();
  await expect(level('Q8_0').getByTestId('quality')).toHaveAttribute('data-measured', 'false');
  await level('Q8_0').getByTestId('quality-measure').click();
  await expect(dialogs.job.first()).toHaveAttribute('data-kind', 'quality');
  await expect(level('Q8_0').getByTestId('quality')).toHaveAttribute('data-measured', 'true', longest);
  await expect(level('Q8_0').getByTestId('quality')).toContainText(/perplexity [\d.,]+, .* F16 \([\d.,]+\)/);
  // The best level was measured along the way.
  await expect(level('F16').getByTestId('quality')).toContainText(/perplexity [\d.,]+\.$/);
  await models.choose('F16', 'details');
  await expect(page.getByTestId('details-dialog').getByTestId('quality')).toHaveAttribute('data-measured', 'true');
});

async function progress(dialogs: RunDialogs): Promise<number> {
  return Number(await dialogs.job.getByTestId('job-progress').getAttribute('aria-valuenow'));
}

/** The embedded model's file and the same weights as F16, as models of the user. */
function writeLevels(folder: DataFolder): void {
  writeEmber(join(folder.models, 'Ember-12M-A6M-Q8_0.gguf'));
  const path = join(folder.models, 'Ember-12M-A6M-F16.gguf');
  mkdirSync(dirname(path), { recursive: true });
  writeEmberLevel('F16', path);
}
