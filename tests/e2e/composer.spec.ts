import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { expect, test } from './fixtures/app-test.ts';

declare global {
  interface Window {
    pressed?: { key: string; isComposing: boolean }[];
  }
}

test('Enter while an input method composes sends nothing', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.waitForLoadedModel();
  await chat.composer.focus();
  await page.evaluate(() => {
    window.pressed = [];
    const keep = ({ key, isComposing }: KeyboardEvent) => window.pressed!.push({ key, isComposing });
    window.addEventListener('keydown', keep, { capture: true });
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text: 'こんに', selectionStart: 3, selectionEnd: 3 });
  await expect(chat.composer).toHaveValue('こんに');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => window.pressed)).toEqual([{ key: 'Enter', isComposing: true }]);
  await expect(chat.messages).toHaveCount(0);
  await expect(chat.conversations).toHaveCount(0);
  await expect(chat.composer).toHaveValue(/こんに/);

  // The candidate is taken: now Enter means what it says.
  await devtools.send('Input.insertText', { text: 'Hello!' });
  await expect(chat.composer).toHaveValue(/Hello!/);
  await page.keyboard.press('Enter');
  await chat.waitForReply('complete');
  await expect(chat.messages).toHaveCount(2);
});

test('Shift+Enter breaks the line', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.composer.pressSequentially('Hello');
  await page.keyboard.press('Shift+Enter');
  await chat.composer.pressSequentially('there!');
  await expect(chat.composer).toHaveValue('Hello\nthere!');
  await expect(chat.messages).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(chat.messages.first()).toContainText('Hello\nthere!', { useInnerText: true });
});

test('a message of nothing but space is not sent', async ({ launch }) => {
  const { chat, page } = await launch();
  await expect(chat.send).toBeDisabled();
  await chat.composer.press('Enter');
  await chat.composer.fill('  \n\t ');
  await expect(chat.send).toBeDisabled();
  await chat.composer.press('Enter');
  await expect(page.getByTestId('empty-state')).toBeVisible();
  await expect(chat.messages).toHaveCount(0);
  await chat.composer.fill('Hello!');
  await expect(chat.send).toBeEnabled();
});

test('a message longer than the context is refused in a sentence, and the app goes on', async ({ launch }) => {
  const { chat } = await launch();
  await chat.waitForLoadedModel();
  await chat.composer.fill('A long story about a river. '.repeat(400));
  await chat.composer.press('Enter');
  await chat.waitForReply('failed');
  await expect(chat.crashCard).toContainText(/context/);
  await expect(chat.crashCard).toContainText(/tokens/);
  await expect(chat.engineState).toHaveAttribute('data-generation', '1');
  await chat.newChat();
  expect(await chat.ask(countQuestion)).toBe(countReply);
});

test('a message longer than any can be is refused before it is sent, and stays in the composer', async ({ launch }) => {
  const { chat, page } = await launch();
  const text = 'x'.repeat(1_000_001);
  await chat.composer.fill(text);
  await chat.composer.press('Enter');
  await expect(page.getByTestId('composer-problem')).toContainText('1,000,001');
  expect(await chat.composer.evaluate((area: HTMLTextAreaElement) => area.value.length)).toBe(text.length);
  await expect(chat.messages).toHaveCount(0);
});

test('everything can be done from the keyboard', async ({ launch }) => {
  const { chat, page, engine } = await launch();
  await expect(chat.composer).toBeFocused();
  const slowed = (await engine()).slowDown();
  await page.keyboard.type(countQuestion);
  await page.keyboard.press('Enter');
  await chat.waitForText(20);
  await page.keyboard.press('Escape');
  slowed.release();
  await chat.waitForReply('stopped');

  const regenerate = chat.reply.getByTestId('regenerate');
  for (let steps = 0; !(await regenerate.evaluate((button) => button === document.activeElement)); steps++) {
    expect(steps, 'steps with Shift+Tab').toBeLessThan(20);
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  expect(await chat.waitForReply('complete')).toBe(countReply);

  await page.keyboard.press('Control+Shift+O');
  await expect(page.getByTestId('empty-state')).toBeVisible();
  await expect(chat.composer).toBeFocused();

  await page.keyboard.press('Control+,');
  const dialog = page.getByTestId('settings-dialog');
  const holdsFocus = () =>
    dialog.evaluate(
      (popup) =>
        popup.contains(document.activeElement) ||
        (document.activeElement?.hasAttribute('data-base-ui-focus-guard') ?? false),
    );
  // The focus moves into the dialog once it has opened, and stays there.
  await expect.poll(holdsFocus).toBe(true);
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab');
    await expect.poll(holdsFocus, `after ${step + 1} times Tab`).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});
