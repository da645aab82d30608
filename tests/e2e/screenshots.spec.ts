import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { countQuestion, identityQuestion, nameStatement, sumQuestion } from '../fixtures/ember-replies.ts';
import { projectFolder } from '../fixtures/project-paths.ts';
import { expect, test, type Launched } from './fixtures/app-test.ts';
import { emberId, test as hubTest } from './fixtures/model-hub.ts';
import { ModelsScreen } from './pages/models-screen.ts';
import { RunDialogs } from './pages/run-dialogs.ts';

/** `CONCLAVE_SCREENSHOTS=1 npm run e2e -- screenshots` writes the pictures anew; other runs leave them alone. */
const folder = join(projectFolder, 'docs', 'screenshots');
const wide = { width: 1200, height: 820 };
const narrow = { width: 720, height: 820 };

test.beforeEach(({ kind }) => {
  test.skip(!process.env['CONCLAVE_SCREENSHOTS'], 'CONCLAVE_SCREENSHOTS is not set.');
  test.skip(kind !== 'chromium', 'The page is the same; a browser has no frame around it.');
});

async function take({ page }: Launched, name: string, size = wide): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.setViewportSize(size);
  await expect(page.locator('.animate-pulse')).toHaveCount(0);
  // No caret, no hover, no animation: two runs give the same picture.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}

async function haveConversation({ chat }: Launched): Promise<void> {
  await chat.ask('Make a table of animals and their sounds.');
  await chat.newChat();
  await chat.ask('Tell me a story about a fox named Rusty.');
  await chat.newChat();
  await chat.ask(nameStatement);
  await chat.ask(sumQuestion);
  await chat.reply.getByTestId('reasoning-toggle').click();
  await chat.ask('Show me a markdown table.');
}

for (const theme of ['light', 'dark'] as const) {
  test(`a conversation, ${theme}`, async ({ launch }) => {
    const launched = await launch({ settings: { theme } });
    await launched.chat.waitForLoadedModel();
    await take(launched, `new-${theme}`);
    await haveConversation(launched);
    await take(launched, theme);
    await take(launched, `narrow-${theme}`, narrow);
  });
}

test('the restart card', async ({ launch }) => {
  const launched = await launch({ settings: { theme: 'light' }, words: 'mixture\n' });
  await launched.chat.ask(nameStatement);
  await launched.chat.say(identityQuestion);
  await expect(launched.chat.restartCard).toBeVisible();
  await take(launched, 'restart-card');
});

test('the crash card', async ({ launch }) => {
  const launched = await launch({ settings: { theme: 'light' } });
  const slowed = (await launched.engine()).slowDown();
  await launched.chat.say(countQuestion);
  await launched.chat.waitForText(200);
  slowed.kill();
  await expect(launched.chat.crashCard).toBeVisible();
  // The next process is up before the picture is taken.
  await launched.page.getByTestId('crash-retry').scrollIntoViewIfNeeded();
  await expect(launched.chat.engineState).toHaveAttribute('data-generation', '2');
  await expect(launched.chat.engineState).toHaveAttribute('data-phase', 'ready');
  await take(launched, 'crash-card');
});

test('the settings', async ({ launch }) => {
  const launched = await launch({
    settings: { theme: 'light' },
    words: '# One word or phrase a line\nproject nightjar\n',
  });
  await launched.chat.waitForLoadedModel();
  await launched.chat.openSettings('filter');
  await expect(launched.page.getByTestId('user-words')).toBeVisible();
  await take(launched, 'settings');
});

for (const theme of ['light', 'dark'] as const) {
  hubTest(`the models screen, ${theme}`, async ({ launch, modelHub }) => {
    const launched = await launch({ settings: { ...modelHub.settings, theme } });
    const { page, chat } = launched;
    await chat.waitForLoadedModel();
    const models = new ModelsScreen(page);
    await models.open('discover');
    await expect(page.getByTestId('catalog-entry').first()).toBeVisible();
    await take(launched, `models-discover-${theme}`);
    await models.openRepository(emberId);
    await models.offer('F16').getByTestId('offer-fit').click();
    await expect(page.getByTestId('fit-arithmetic')).toBeVisible();
    await take(launched, `models-offers-${theme}`);
    modelHub.storage.allow(14_000_000);
    const download = await models.download('F16');
    await expect.poll(() => models.progress(download)).toBeGreaterThan(0.4);
    await take(launched, `models-downloads-${theme}`);
    modelHub.storage.allow(Infinity);
    await expect(download).toHaveAttribute('data-status', 'done');
    await models.open('installed');
    await take(launched, `models-installed-${theme}`);
    await take(launched, `models-narrow-${theme}`, { width: 480, height: 820 });
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`how a model runs, ${theme}`, async ({ launch }) => {
    const launched = await launch({ settings: { theme } });
    const { page, chat } = launched;
    await chat.waitForLoadedModel();
    const dialogs = new RunDialogs(page);
    await dialogs.openFromEngine('run-options');
    await dialogs.choose('Experts per token', 'Fixed');
    await dialogs.waitForPlan();
    await take(launched, `run-options-${theme}`);
    await take(launched, `run-options-narrow-${theme}`, { width: 480, height: 820 });
    await page.setViewportSize(wide);
    await page.keyboard.press('Escape');
    await chat.openSettings('engine');
    await take(launched, `settings-engine-${theme}`);
    await chat.closeSettings();
    await chat.ask(nameStatement);
    await page.getByTestId('pin').last().click();
    await page.getByTestId('sampling-open').click();
    await page.getByTestId('own-temperature').fill('1.2');
    await page.getByTestId('own-temperature').press('Enter');
    await expect(page.getByTestId('sampling-open')).toHaveAttribute('data-changed', '1');
    await take(launched, `sampling-${theme}`);
    await page.keyboard.press('Escape');
    await page.getByTestId('details').click();
    await take(launched, `reply-details-${theme}`);
    await page.keyboard.press('Escape');
    await dialogs.openEngine();
    await take(launched, `engine-${theme}`);
  });

  test(`a tune, ${theme}`, async ({ launch }) => {
    test.setTimeout(300_000);
    const launched = await launch({ settings: { theme } });
    await launched.chat.waitForLoadedModel();
    const dialogs = new RunDialogs(launched.page);
    await dialogs.openFromEngine('tune');
    await dialogs.tune.getByTestId('tune-start').click();
    await expect(dialogs.tune.getByTestId('tune-result')).toBeVisible({ timeout: 240_000 });
    await dialogs.tune.getByTestId('tune-trials-open').click();
    await take(launched, `tune-${theme}`);
  });
}
