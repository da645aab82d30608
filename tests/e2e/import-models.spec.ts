import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { writeEmber } from '../fixtures/library-files.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { asElectron, expect, test, type Launched } from './fixtures/app-test.ts';
import { ModelsScreen } from './pages/models-screen.ts';

let outside: ReturnType<typeof makeTemporaryFolder>;
test.beforeEach(() => void (outside = makeTemporaryFolder()));
test.afterEach(() => outside.remove());

const findModel = (page: Page, name: string) => page.getByTestId('library-model').filter({ hasText: name });

/** Drags files from the system's file manager onto the middle of the window. */
async function dropFiles(page: Page, paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  }
  await session.detach();
}

async function useModel({ page, chat }: Launched, name: string): Promise<void> {
  await findModel(page, name).getByTestId('model-use').click();
  await expect(page.getByTestId('model-picker')).toContainText(name);
  await chat.waitForLoadedModel();
  expect(await chat.ask(countQuestion)).toBe(countReply);
}

test('a file given by its path is copied, and the copy answers', async ({ launch }) => {
  const launched = await launch();
  const { page, folder } = launched;
  const models = new ModelsScreen(page);
  await models.open('installed');
  await page.getByTestId('import-path').fill(writeEmber(join(outside.path, 'Copied.gguf')));
  await page.getByTestId('import-copy').click();
  await expect(findModel(page, 'Copied')).toBeVisible();
  rmSync(join(outside.path, 'Copied.gguf'));
  expect(readdirSync(join(folder.models, 'imported', 'Copied'))).toEqual(['Copied.gguf']);
  await useModel(launched, 'Copied');
});

test('a file dropped on the window is offered by its name and linked', async ({ launch, kind }) => {
  const launched = await launch();
  const { page, chat } = launched;
  await chat.waitForLoadedModel();
  const address = page.url();
  const path = writeEmber(join(outside.path, 'Dropped.gguf'));
  await dropFiles(page, [path]);
  if (kind === 'chromium') {
    await expect(page.getByTestId('drop-refused')).toBeVisible();
    await expect(page.getByTestId('import-path')).toBeVisible();
  } else {
    await expect(page.getByTestId('drop-dialog')).toContainText('Dropped.gguf');
    await page.getByTestId('drop-link').click();
    await expect(findModel(page, 'Dropped')).toBeVisible();
    await expect(page.locator('body')).not.toContainText(outside.path);
    await useModel(launched, 'Dropped');
    expect(existsSync(path)).toBe(true);
  }
  expect(page.url().split('#')[0]).toBe(address.split('#')[0]);
});

test('dropping anything else says what can be dropped, and a script’s drop does nothing', async ({ launch, kind }) => {
  test.skip(kind !== 'electron', 'A browser does not tell where a dropped file lies.');
  const { page, chat } = await launch();
  await chat.waitForLoadedModel();
  const address = page.url();
  writeFileSync(join(outside.path, 'page.html'), '<!doctype html><title>Elsewhere</title>');
  await dropFiles(page, [join(outside.path, 'page.html')]);
  await expect(page.getByTestId('notice')).toContainText('page.html is not a GGUF file.');
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['GGUF'], 'forged.gguf'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
  });
  await expect(page.getByTestId('drop-dialog')).toHaveCount(0);
  expect(page.url()).toBe(address);
});

test('files chosen in the system’s dialog are linked, shown in the file manager and taken out', async ({
  launch,
  kind,
}) => {
  test.skip(kind !== 'electron', 'A browser has neither.');
  const { page, app } = await launch();
  const { electron } = asElectron(app);
  const paths = ['First.gguf', 'Second.gguf'].map((name) => writeEmber(join(outside.path, name)));
  await electron.evaluate(({ dialog, shell }, filePaths) => {
    const shown: string[] = [];
    Object.assign(globalThis, { shown });
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths })) as typeof dialog.showOpenDialog;
    shell.showItemInFolder = (path) => void shown.push(path);
  }, paths);
  await new ModelsScreen(page).open('installed');
  await page.getByTestId('model-open-file').click();
  await expect(findModel(page, 'First')).toBeVisible();
  await findModel(page, 'Second').getByTestId('model-menu').click();
  await page.getByTestId('model-reveal').click();
  const shown = () => electron.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
  await expect.poll(shown).toEqual([paths[1]]);
  await findModel(page, 'Second').getByTestId('model-menu').click();
  await page.getByTestId('model-forget').click();
  await expect(findModel(page, 'Second')).toHaveCount(0);
  expect(paths.every((path) => existsSync(path))).toBe(true);
});
