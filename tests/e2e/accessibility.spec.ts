import axe from 'axe-core';
import type { Page } from '@playwright/test';
import { identityQuestion } from '../fixtures/ember-replies.ts';
import { expect, test } from './fixtures/app-test.ts';
import { emberId, gatedId, test as hubTest } from './fixtures/model-hub.ts';
import { writeConversation } from './fixtures/write-conversation.ts';
import { ModelsScreen } from './pages/models-screen.ts';
import { RunDialogs } from './pages/run-dialogs.ts';

const richReply = [
  '# A title',
  'Some **bold** text, `code` and a [link](https://elsewhere.example/).',
  '| Fruit | Colour |\n| --- | --- |\n| Plum | purple |',
  '```python\nprint("Hello")\n```',
  'A sum: $a^2 + b^2 = c^2$',
  '> A quotation\n\n1. One\n2. Two',
].join('\n\n');

/** What breaks the rules of WCAG 2.2 at level A or AA, as one line each. */
async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
      runOnly: { type: 'tag', values: tags },
    });
    return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`);
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`every state can be read and operated by everybody, ${theme}`, async ({ launch }) => {
    const { chat, page } = await launch({
      settings: { theme },
      words: 'mixture\n',
      prepare: (folder) => writeConversation(folder, [{ question: 'Show me something.', reply: richReply }]),
    });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await chat.waitForLoadedModel();
    expect.soft(await findViolations(page), 'a new conversation').toEqual([]);

    await chat.openConversation('Show me something.');
    await expect(chat.replyText.getByRole('table')).toBeVisible();
    await expect(page.getByTestId('code-block')).toBeVisible();
    expect.soft(await findViolations(page), 'a conversation').toEqual([]);

    await chat.newChat();
    await chat.say(identityQuestion);
    await expect(chat.restartCard).toBeVisible();
    expect.soft(await findViolations(page), 'the restart card').toEqual([]);

    await chat.openSettings('filter');
    await expect(page.getByTestId('user-words')).toBeVisible();
    await page.getByTestId('list-add').click();
    expect.soft(await findViolations(page), 'the word lists').toEqual([]);
    await page.getByTestId('settings-tab-workbench').click();
    await page.getByTestId('gate-test').fill('A mixture');
    await expect(page.getByTestId('gate-test-result')).toBeVisible();
    await page.getByTestId('dry-run').click();
    await expect(page.getByTestId('dry-run-result')).toBeVisible();
    expect.soft(await findViolations(page), 'the workbench').toEqual([]);
    await chat.closeSettings();

    await page.getByTestId('model-picker').click();
    await expect(page.getByTestId('model-option').first()).toBeVisible();
    expect.soft(await findViolations(page), 'the model picker').toEqual([]);
  });
}

for (const theme of ['light', 'dark'] as const) {
  hubTest(`the models screen can be read and operated by everybody, ${theme}`, async ({ launch, modelHub }) => {
    const { chat, page } = await launch({ settings: { ...modelHub.settings, theme } });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await chat.waitForLoadedModel();
    const models = new ModelsScreen(page);
    await models.open('installed');
    await expect(page.getByTestId('library-model')).toBeVisible();
    expect.soft(await findViolations(page), 'the installed models').toEqual([]);
    await page.getByTestId('model-menu').click();
    await page.getByTestId('model-details').click();
    await expect(page.getByTestId('fit-arithmetic')).toBeVisible();
    expect.soft(await findViolations(page), 'the details of a model').toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('details-dialog')).toHaveCount(0);
    // Only the dialog was closed.
    await expect(page.getByTestId('models-screen')).toBeVisible();

    await models.open('discover');
    await expect(page.getByTestId('catalog-entry').first()).toBeVisible();
    expect.soft(await findViolations(page), 'the catalogue').toEqual([]);
    await models.search('ember');
    await expect(models.hits).toHaveCount(2);
    expect.soft(await findViolations(page), 'a search').toEqual([]);
    await models.openRepository(gatedId);
    await expect(page.getByTestId('hub-token-input')).toBeVisible();
    expect.soft(await findViolations(page), 'a gated repository').toEqual([]);

    await models.openRepository(emberId);
    await models.offer('F16').getByTestId('offer-fit').click();
    await expect(page.getByTestId('fit-arithmetic')).toBeVisible();
    expect.soft(await findViolations(page), 'what a repository offers').toEqual([]);
    modelHub.storage.allow(2_000_000);
    const download = await models.download('F16');
    await expect.poll(() => models.progress(download)).toBeGreaterThan(0);
    expect.soft(await findViolations(page), 'a download').toEqual([]);
    await download.getByTestId('download-cancel').click();
    await expect(page.getByTestId('cancel-dialog')).toBeVisible();
    expect.soft(await findViolations(page), 'the question on a partial file').toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('cancel-dialog')).toHaveCount(0);

    await modelHub.api.setOffline(true);
    await models.open('discover');
    await models.search('nothing');
    await expect(models.hubError).toBeVisible();
    expect.soft(await findViolations(page), 'a hub that does not answer').toEqual([]);
    await chat.openSettings('models');
    await expect(page.getByTestId('hub-token-state')).toBeVisible();
    expect.soft(await findViolations(page), 'the settings of models').toEqual([]);
    await chat.closeSettings();
    await page.keyboard.press('Escape');
    await expect(chat.composer).toBeFocused();
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`how a model runs can be read and changed by everybody, ${theme}`, async ({ launch }) => {
    const { chat, page } = await launch({ settings: { theme } });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await chat.waitForLoadedModel();
    const dialogs = new RunDialogs(page);
    await dialogs.openFromEngine('run-options');
    await dialogs.waitForPlan();
    await dialogs.choose('Experts per token', 'Fixed');
    await dialogs.waitForPlan();
    expect.soft(await findViolations(page), 'the run options').toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialogs.options).toHaveCount(0);
    await expect(chat.engineState).toBeFocused();

    await dialogs.openFromEngine('tune');
    await expect(dialogs.tune.getByTestId('tune-none')).toBeVisible();
    await dialogs.tune.getByTestId('tune-start').click();
    await expect(dialogs.job).toBeVisible();
    expect.soft(await findViolations(page), 'a tune').toEqual([]);
    await dialogs.job.getByTestId('job-stop').click();
    await expect(dialogs.job).toHaveCount(0);
    await page.keyboard.press('Escape');
    await dialogs.openEngine();
    expect.soft(await findViolations(page), 'the engine').toEqual([]);
    await dialogs.closeEngine();

    await chat.openSettings('engine');
    await expect(page.getByTestId('device')).toBeVisible();
    expect.soft(await findViolations(page), 'the settings of the engine').toEqual([]);
    await chat.closeSettings();

    await chat.ask(identityQuestion);
    await page.getByTestId('pin').last().click();
    await expect(page.getByTestId('pinned-mark')).toBeVisible();
    await page.getByTestId('sampling-open').click();
    await expect(page.getByTestId('sampling-panel')).toBeVisible();
    expect.soft(await findViolations(page), 'the sampling of a conversation').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByTestId('details').click();
    await expect(page.getByTestId('details-popup')).toBeVisible();
    expect.soft(await findViolations(page), 'the details of a reply').toEqual([]);
  });
}

test('the models screen opens, goes back and closes by keyboard and by the history', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.waitForLoadedModel();
  const screen = page.getByTestId('models-screen');
  await page.getByTestId('models-open').focus();
  await page.keyboard.press('Enter');
  await expect(screen).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('models-tab-installed')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('models-tab-discover')).toHaveAttribute('aria-selected', 'true');
  await page.evaluate(() => history.back());
  await expect(page.getByTestId('models-tab-installed')).toHaveAttribute('aria-selected', 'true');
  await page.reload();
  await expect(screen).toBeVisible();
  await page.evaluate(() => history.back());
  await expect(screen).toHaveCount(0);
  await expect(chat.composer).toBeVisible();
  await page.evaluate(() => history.forward());
  await expect(screen).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(screen).toHaveCount(0);
  await expect(chat.composer).toBeFocused();
});
