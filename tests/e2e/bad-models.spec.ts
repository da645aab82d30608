import { copyFileSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../../electron/host/data-folder.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { writeTooLargeModel } from '../fixtures/library-files.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { expect, test, type Launched } from './fixtures/app-test.ts';

/** Broken files, and what is said of each. */
const brokenModels = {
  'cut.gguf': 'cut.gguf is cut short: 6.6 MB of 13.3 MB are there. Download it again.',
  'zeros.gguf': 'zeros.gguf holds only zeros: its download never finished. Download it again.',
  'notes.gguf': 'notes.gguf is not a usable GGUF model: it does not begin with “GGUF”. Download it again.',
};

function writeBadModels(folder: DataFolder): void {
  mkdirSync(folder.models, { recursive: true });
  const ember = readFileSync(embeddedModelPath);
  const inModels = (name: string) => join(folder.models, name);
  writeFileSync(inModels('cut.gguf'), ember.subarray(0, ember.length / 2));
  writeFileSync(inModels('zeros.gguf'), Buffer.alloc(ember.length));
  writeFileSync(inModels('notes.gguf'), 'These are notes, and no model.');
  writeTooLargeModel(inModels('huge.gguf'));
  copyFileSync(embeddedModelPath, inModels('gone.gguf'));
}

const findOption = ({ page }: Launched, name: string) =>
  page.getByTestId('model-option').filter({ hasText: new RegExp(`^${name}`) });

async function selectModel(launched: Launched, name: string): Promise<void> {
  await launched.page.getByTestId('model-picker').click();
  await findOption(launched, name).click();
  await expect(launched.page.getByTestId('model-picker')).toContainText(name);
}

test('each broken model file is explained in a sentence and cannot be chosen', async ({ launch }) => {
  const launched = await launch({ prepare: writeBadModels });
  const { chat, page } = launched;
  await chat.waitForLoadedModel();
  await page.getByTestId('model-picker').click();
  for (const [file, sentence] of Object.entries(brokenModels)) {
    const option = findOption(launched, file.replace('.gguf', ''));
    await expect(option).toContainText(sentence);
    await expect(option).toBeDisabled();
  }
  await expect(findOption(launched, 'gone')).toBeEnabled();
  await page.keyboard.press('Escape');
  expect(await chat.ask(countQuestion)).toBe(countReply);
});

test('a model that cannot be loaded is named in a sentence, and the app goes on', async ({ launch }) => {
  const launched = await launch({ prepare: writeBadModels });
  const { chat, page } = launched;
  await chat.waitForLoadedModel();
  await selectModel(launched, 'huge');
  const failure = page.getByTestId('model-failure');
  await expect(failure).toContainText('huge.gguf');
  expect((await failure.locator('p').innerText()).trim()).toMatch(/^huge\.gguf needs [\d.]+ GB of memory, and .*\.$/);
  await expect(page.getByTestId('model-load')).toHaveAttribute('data-status', 'failed');
  // A question to a model that cannot be loaded says the same, and the question is kept.
  await chat.say(countQuestion);
  await chat.waitForReply('failed');
  await expect(chat.crashCard).toContainText('huge.gguf needs');
  await expect(chat.messages.first()).toContainText(countQuestion);

  await selectModel(launched, 'Ember 12M');
  await chat.waitForLoadedModel();
  await page.getByTestId('crash-retry').click();
  expect(await chat.waitForReply('complete')).toBe(countReply);
  await expect(chat.engineState).toHaveAttribute('data-generation', '1');
});

test('a chosen model whose file goes gives way to the embedded one', async ({ launch }) => {
  const launched = await launch({ prepare: writeBadModels });
  const { chat, page, folder } = launched;
  await chat.waitForLoadedModel();
  await selectModel(launched, 'gone');
  await chat.waitForLoadedModel();
  rmSync(join(folder.models, 'gone.gguf'));
  await expect(page.getByTestId('model-picker')).toContainText('Ember 12M');
  expect(await chat.ask(countQuestion)).toBe(countReply);
});

test('an opened model that is gone is shown as such and cannot be chosen', async ({ launch }) => {
  const path = join('/nowhere', 'lost.gguf');
  const { chat, page } = await launch({ settings: { openedModelPaths: [path] } });
  await page.getByTestId('model-picker').click();
  const option = page.getByTestId('model-option').filter({ hasText: 'lost' });
  await expect(option).toBeDisabled();
  await expect(option).toContainText('not there any more');
  await expect(page.locator('body')).not.toContainText('/nowhere');
  await page.keyboard.press('Escape');
  expect(await chat.ask(countQuestion)).toBe(countReply);
});
