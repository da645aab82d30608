import { nameStatement } from '../fixtures/ember-replies.ts';
import { expect, test } from './fixtures/app-test.ts';

test('a text is shown as the gate sees it', async ({ launch }) => {
  const { chat, page } = await launch({ words: 'forbidden fruit\n' });
  const dialog = await chat.openSettings('workbench');
  const result = page.getByTestId('gate-test-result');
  await dialog.getByTestId('gate-test').fill('Eat a ＦＯＲＢＩＤＤＥＮ\u200b fruit now');
  await expect(result).toHaveAttribute('data-match', 'true');
  await expect(result).toContainText('entry 1 of “Your own words” (own)');
  await expect(result).toContainText('eat a forbidden fruit now');
  await expect(result.locator('mark')).toHaveText('ＦＯＲＢＩＤＤＥＮ\u200b fruit');
  await expect(result).toContainText(/At most \d+ characters at a time/);

  await dialog.getByTestId('gate-test').fill('Eat a forbidden');
  await expect(result).toHaveAttribute('data-match', 'false');
  await expect(result).toContainText('this text passes');
  await expect(result).toContainText('At most 9 characters at a time');
  await dialog.getByTestId('gate-test').fill('');
  await expect(result).toHaveCount(0);
  await expect(chat.conversations).toHaveCount(0);
});

test('a dry run finds a past message and changes nothing', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.ask(nameStatement);
  await chat.newChat();
  const dialog = await chat.openSettings('workbench');
  const result = page.getByTestId('dry-run-result');
  await dialog.getByTestId('dry-run').click();
  await expect(result).toContainText('1 conversation with 2 messages; nothing would have been stopped');
  await dialog.getByTestId('dry-run-words').fill('zora');
  await dialog.getByTestId('dry-run').click();
  await expect(result).toContainText('2 messages would have been stopped');
  await expect(result).toContainText('your message · entry 1 of “Your own words”');
  await result.getByRole('button').first().click();
  await expect(page.getByTestId('settings-dialog')).toHaveCount(0);
  await expect(chat.messages).toHaveCount(2);
  await expect(chat.restartCard).toHaveCount(0);
  // The words that were tried do not count.
  await chat.ask('Zora says hello.');
  await chat.openSettings('filter');
  await expect(page.getByTestId('user-words')).toHaveValue('');
});

test('recall and false alarms are measured', async ({ launch }) => {
  const { chat, page } = await launch();
  const dialog = await chat.openSettings('workbench');
  await dialog.getByTestId('evaluate').click();
  const text = await page.getByTestId('evaluation').innerText();
  const read = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  expect(read(/Recall: ([\d.]+) %/)).toBeGreaterThanOrEqual(99);
  expect(read(/False alarms: ([\d.]+) %/)).toBeLessThanOrEqual(0.1);
  await expect(page.getByTestId('evaluation').getByRole('row', { name: 'Invisible characters' })).toBeVisible();
});
