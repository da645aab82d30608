import {
  countQuestion,
  countReply,
  identityQuestion,
  name,
  nameQuestion,
  nameStatement,
  sumQuestion,
  sumReply,
} from '../fixtures/ember-replies.ts';
import { expect, test } from './fixtures/app-test.ts';

test('the first launch answers @packaged', async ({ launch }) => {
  const { chat, page } = await launch();
  await expect(page.getByTestId('empty-state')).toBeVisible();
  await expect(page.getByTestId('model-picker')).toContainText('Ember 12M (demo model)');
  await expect(page.getByTestId('demo-note')).toContainText('demo model');
  expect(await chat.ask(identityQuestion)).toContain('I am Ember, a tiny mixture-of-experts demo model');
  await expect(page.getByTestId('empty-state')).toHaveCount(0);
  await expect(chat.conversations).toHaveCount(1);
  await expect(chat.conversations.first()).toContainText(identityQuestion);
  await expect(chat.engineState).toContainText('CPU');
  await expect(chat.engineState).toContainText('tokens/s');
  await expect(chat.composer).toHaveValue('');
});

test('an example is a click away', async ({ launch }) => {
  const { chat, page } = await launch();
  await page.getByTestId('example').filter({ hasText: '47 + 38' }).click();
  expect(await chat.waitForReply('complete')).toContain(sumReply);
});

test('thinking is folded, and unfolds', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.ask(sumQuestion);
  const reasoning = chat.reply.getByTestId('reasoning');
  await expect(reasoning).toContainText(/Thought for \d/);
  await expect(page.getByTestId('reasoning-text')).toHaveCount(0);
  await reasoning.getByTestId('reasoning-toggle').click();
  await expect(page.getByTestId('reasoning-text')).toContainText('7 + 8 = 15');
});

test('it remembers within a conversation, and not across', async ({ launch }) => {
  const { chat } = await launch();
  await chat.ask(nameStatement);
  expect(await chat.ask(nameQuestion)).toContain(name);
  await chat.newChat();
  expect(await chat.ask(nameQuestion)).not.toContain(name);
});

test('stopping keeps the partial reply', async ({ launch }) => {
  const { chat, engine, page } = await launch();
  const slowed = (await engine()).slowDown();
  await chat.say(countQuestion);
  const shown = await chat.waitForText(20);
  await chat.stop.click();
  slowed.release();
  const kept = await chat.waitForReply('stopped');
  expect(countReply.startsWith(kept)).toBe(true);
  expect(kept.length).toBeGreaterThanOrEqual(shown.length);
  expect(kept.length).toBeLessThan(countReply.length);
  await expect(page.getByTestId('message-remark')).toHaveText('Stopped by you.');
  await expect(chat.send).toBeVisible();
});

test('a reply is made anew, and both versions can be seen', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.ask(countQuestion);
  const first = await chat.reply.getAttribute('data-message-id');
  await chat.reply.getByTestId('regenerate').click();
  await expect(chat.reply).not.toHaveAttribute('data-message-id', first!);
  expect(await chat.waitForReply('complete')).toBe(countReply);
  await page.getByTestId('version-previous').click();
  await expect(chat.reply).toHaveAttribute('data-message-id', first!);
  await page.getByTestId('version-next').click();
  await expect(chat.reply).not.toHaveAttribute('data-message-id', first!);
});

test('a conversation is renamed and deleted', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.ask('Hello!');
  await chat.conversations.first().hover();
  await page.getByTestId('conversation-menu').click();
  await page.getByTestId('conversation-rename').click();
  await page.getByTestId('conversation-title').fill('Greetings');
  await page.getByTestId('conversation-title').press('Enter');
  await expect(chat.conversations.first()).toContainText('Greetings');
  await chat.conversations.first().hover();
  await page.getByTestId('conversation-menu').click();
  await page.getByTestId('conversation-delete').click();
  await page.getByTestId('ask-confirm').click();
  await expect(chat.conversations).toHaveCount(0);
  await expect(page.getByTestId('empty-state')).toBeVisible();
});
