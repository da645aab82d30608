import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { writeEmber } from '../fixtures/library-files.ts';
import { join } from 'node:path';
import { expect, test } from './fixtures/app-test.ts';
import { ModelsScreen } from './pages/models-screen.ts';
import { RunDialogs } from './pages/run-dialogs.ts';

test('how a model runs is changed with its cost in view, and counts from then on', async ({ launch }) => {
  const first = await launch();
  const { chat, page } = first;
  await chat.waitForLoadedModel();
  const dialogs = new RunDialogs(page);
  await dialogs.openFromEngine('run-options');
  await dialogs.waitForPlan();
  await expect(dialogs.plan).toHaveAttribute('data-verdict', 'cpu');
  await expect(dialogs.options.getByTestId('run-apply')).toBeDisabled();
  await expect(dialogs.options).toContainText('Trained with 2 of 8');
  const automatic = await dialogs.figure('system').innerText();

  await dialogs.choose('Context size', 'Fixed');
  await dialogs.fill('run-context', 512);
  await dialogs.waitForPlan();
  await expect(dialogs.figure('context')).toContainText('512 tokens');
  await expect(dialogs.figure('context')).toContainText('automatic: 1,024 tokens');
  await expect.poll(() => dialogs.figure('system').innerText()).not.toBe(automatic);
  const read = await dialogs.figure('read').innerText();
  await dialogs.choose('Experts per token', 'Fixed');
  await dialogs.fill('run-experts', 1);
  await dialogs.waitForPlan();
  // Fewer experts are read for a token.
  await expect.poll(() => dialogs.figure('read').innerText()).not.toBe(read);
  await dialogs.fill('run-experts', 9);
  await expect(dialogs.options.getByRole('alert')).toContainText('from 1 to 8');
  await dialogs.fill('run-experts', 1);
  await dialogs.apply();
  await chat.waitForLoadedModel();
  const engine = await dialogs.openEngine();
  await expect(engine).toContainText('512 tokens');
  await expect(engine).toContainText('1 of 8 a token');
  await dialogs.closeEngine();
  // It answers, with fewer experts as well as it can.
  await chat.ask(countQuestion);
  await first.app.close();

  const second = await launch({ in: first });
  await second.chat.waitForLoadedModel();
  const again = new RunDialogs(second.page);
  await expect(await again.openEngine()).toContainText('1 of 8 a token');
  await again.closeEngine();
  await again.openFromEngine('run-options');
  await again.options.getByTestId('run-reset').click();
  await again.apply();
  await second.chat.waitForLoadedModel();
  await expect(await again.openEngine()).toContainText('2 of 8 a token');
  await again.closeEngine();
  await second.chat.newChat();
  expect(await second.chat.ask(countQuestion)).toBe(countReply);
});

test('the dialog opens from the card of a model and gives the focus back', async ({ launch }) => {
  const { chat, page } = await launch({
    prepare: (folder) => void writeEmber(join(folder.models, 'Copy.gguf')),
  });
  await chat.waitForLoadedModel();
  const models = new ModelsScreen(page);
  const dialogs = new RunDialogs(page);
  await models.choose('Q8_0', 'run');
  await dialogs.waitForPlan();
  // Not the selected model: nothing is loaded.
  await expect(dialogs.options.getByTestId('run-apply')).toHaveText('Save');
  await dialogs.options.getByRole('radiogroup', { name: 'Speculation' }).getByText('Draft model').click();
  await expect(dialogs.options.getByTestId('run-draft-model')).toContainText('Ember 12M');
  await page.keyboard.press('Escape');
  await expect(dialogs.options).toHaveCount(0);
  await expect(page.getByTestId('models-screen')).toBeVisible();
  await expect(models.model('Q8_0').getByTestId('model-menu')).toBeFocused();
});

test('the device is chosen in the settings, obeyed and shown', async ({ launch }) => {
  const { chat, page } = await launch({ settings: { device: 'auto' } });
  await chat.waitForLoadedModel();
  const dialogs = new RunDialogs(page);
  const settings = await chat.openSettings('engine');
  const device = settings.getByTestId('device');
  await expect(device).toHaveValue('auto');
  const before = await settings.getByTestId('device-in-use').innerText();
  await device.selectOption('cpu');
  await expect(settings.getByTestId('device-in-use')).toContainText('CPU');
  await chat.closeSettings();
  await chat.waitForLoadedModel();
  const engine = await dialogs.openEngine();
  await expect(engine).toContainText('CPU');
  await expect(engine).toContainText('node-llama-cpp');
  await dialogs.closeEngine();
  expect(await chat.ask(countQuestion)).toBe(countReply);
  await page.getByTestId('details').click();
  await expect(page.getByTestId('details-popup')).toContainText('CPU');
  await expect(page.getByTestId('details-popup')).toContainText('node-llama-cpp');
  await page.keyboard.press('Escape');

  await chat.openSettings('engine');
  await device.selectOption('auto');
  await expect(settings.getByTestId('device-in-use')).toHaveText(before);
  await chat.closeSettings();
  await chat.waitForLoadedModel();
  await chat.newChat();
  expect(await chat.ask(countQuestion)).toBe(countReply);
});

test('a device that is not there is said to be so, and the chat goes on without it', async ({ launch }) => {
  const { chat } = await launch({ settings: { device: 'cuda:7' } });
  await chat.waitForLoadedModel();
  const settings = await chat.openSettings('engine');
  await expect(settings.getByTestId('device')).toHaveValue('cuda:7');
  await expect(settings.getByTestId('device-problem')).toContainText('.');
  await chat.closeSettings();
  expect(await chat.ask(countQuestion)).toBe(countReply);
});
