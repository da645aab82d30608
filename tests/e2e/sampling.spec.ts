import type { Page } from '@playwright/test';
import { countQuestion, name, nameQuestion, nameStatement } from '../fixtures/ember-replies.ts';
import { expect, test } from './fixtures/app-test.ts';
import { writeConversation } from './fixtures/write-conversation.ts';
import type { ChatWindow } from './pages/chat-window.ts';

const storyQuestion = 'Tell me a story about a fox named Rusty.';

const opener = (page: Page) => page.getByTestId('sampling-open');

async function setNumber(page: Page, field: string, value: number): Promise<void> {
  const input = page.getByTestId('sampling-panel').getByTestId(field);
  await input.fill(String(value));
  await input.press('Enter');
}

async function readSeed(page: Page): Promise<string | null> {
  await page.getByTestId('details').last().click();
  const seed = await page.getByTestId('details-seed').getAttribute('data-seed');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('details-popup')).toHaveCount(0);
  return seed;
}

test('a conversation has its own sampling, and a seed repeats a reply', async ({ launch }) => {
  const { chat, page } = await launch();
  await chat.waitForLoadedModel();
  const greedy = await chat.ask(storyQuestion);
  await expect(opener(page)).toHaveAttribute('data-changed', '0');

  await opener(page).click();
  await setNumber(page, 'own-temperature', 2);
  await expect(opener(page)).toHaveAttribute('data-changed', '1');
  await page.getByTestId('sampling-panel').getByRole('radiogroup', { name: 'Seed' }).getByText('Fixed').click();
  await setNumber(page, 'own-seed', 4711);
  await expect(opener(page)).toHaveAttribute('data-changed', '2');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('sampling-panel')).toHaveCount(0);
  await expect(opener(page)).toBeFocused();

  const regenerate = async () => {
    const id = await chat.reply.getAttribute('data-message-id');
    await page.getByTestId('regenerate').last().click();
    await expect(chat.reply).not.toHaveAttribute('data-message-id', id!);
    return chat.waitForReply('complete');
  };
  const drawn = await regenerate();
  expect(await readSeed(page)).toBe('4711');
  expect(await regenerate()).toBe(drawn);
  await opener(page).click();
  await setNumber(page, 'own-seed', 4712);
  await page.keyboard.press('Escape');
  expect(await regenerate()).not.toBe(drawn);

  // Another conversation follows the settings.
  await chat.newChat();
  await chat.ask(countQuestion);
  await expect(opener(page)).toHaveAttribute('data-changed', '0');
  await page.reload();
  await chat.openConversation('Tell me a story');
  await expect(opener(page)).toHaveAttribute('data-changed', '2');
  await opener(page).click();
  await page.getByTestId('sampling-reset').click();
  await expect(opener(page)).toHaveAttribute('data-changed', '0');
  await page.keyboard.press('Escape');
  expect(await regenerate()).toBe(greedy);
});

test('a new conversation takes along what was chosen before its first message', async ({ launch }) => {
  const { chat, page } = await launch({ words: 'zebra' });
  await chat.waitForLoadedModel();
  const chosen = (count: string) => expect(opener(page)).toHaveAttribute('data-changed', count);
  await chosen('0');
  await opener(page).click();
  await page.getByTestId('sampling-panel').getByRole('radiogroup', { name: 'Seed' }).getByText('Fixed').click();
  await setNumber(page, 'own-seed', 4711);
  await setNumber(page, 'own-temperature', 2);
  await chosen('2');
  await page.getByTestId('sampling-panel').getByTestId('own-temperature-reset').click();
  await chosen('1');
  await page.keyboard.press('Escape');

  // A message that the gate refuses starts no conversation, so the choice waits for the next one.
  await chat.say('A zebra!');
  await expect(chat.restartCard).toBeVisible();
  await chosen('1');
  await chat.ask(countQuestion);
  expect(await readSeed(page)).toBe('4711');
  await chosen('1');
  await page.reload();
  await chat.waitUntilConnected();
  await chosen('1');

  // It went with that conversation; the next new one follows the settings.
  await chat.newChat();
  await chosen('0');
  await chat.ask(countQuestion);
  await chosen('0');
  expect(await readSeed(page)).not.toBe('4711');
});

/** As `ask`, for a conversation of which only the rows near the view are in the document. */
async function askLong(chat: ChatWindow, text: string): Promise<string> {
  const before = await chat.reply.getAttribute('data-message-id');
  await chat.say(text);
  await expect(chat.reply).not.toHaveAttribute('data-message-id', before!);
  return chat.waitForReply('complete');
}

/** Longer than the context below; the name is said first. */
const turns = [
  { question: nameStatement, reply: `Nice to meet you, ${name}!` },
  ...Array.from({ length: 6 }, (_, index) => ({
    question: `What is ${index} + 2?`,
    reply: `The answer is ${index + 2}. ${'the quick brown fox and the lazy dog '.repeat(6)}`,
  })),
];

test('what leaves the context is said, and a pinned message stays in sight', async ({ launch }) => {
  const { chat, page } = await launch({
    settings: { contextSize: 512 },
    prepare: (folder) => writeConversation(folder, turns),
  });
  await chat.waitForLoadedModel();
  await chat.openConversation(nameStatement);
  await expect(chat.reply).toBeVisible();
  await askLong(chat, nameQuestion);
  await expect(page.getByTestId('context-meter')).toHaveAttribute('data-size', '512');
  const edge = page.getByTestId('context-edge');
  const list = page.getByTestId('message-list');
  await list.hover();
  await expect(async () => {
    await page.mouse.wheel(0, -200);
    await expect(edge).toBeVisible({ timeout: 200 });
  }).toPass();
  const dropped = Number(await edge.getAttribute('data-dropped'));
  expect(dropped).toBeGreaterThan(1);
  await expect(edge).toContainText(`no longer sees the first ${dropped} messages`);

  // The first message is pinned, and with it stays what it says.
  await list.focus();
  await page.keyboard.press('Home');
  const first = chat.messages.filter({ hasText: nameStatement });
  await first.hover();
  await first.getByTestId('pin').click();
  await expect(first.getByTestId('pinned-mark')).toBeVisible();
  await page.reload();
  await chat.waitUntilConnected();
  await expect(chat.reply).toBeVisible();
  expect(await askLong(chat, nameQuestion)).toContain(name);
  await page.getByTestId('message-list').focus();
  await page.keyboard.press('Home');
  await expect(first.getByTestId('pinned-mark')).toBeVisible();
  await first.hover();
  await first.getByTestId('pin').click();
  await expect(page.getByTestId('pinned-mark')).toHaveCount(0);
});

test('a conversation that is too long is refused where the settings say so', async ({ launch }) => {
  const { chat, page } = await launch({
    settings: { contextSize: 512 },
    prepare: (folder) => writeConversation(folder, turns),
  });
  await chat.waitForLoadedModel();
  const dialog = await chat.openSettings('engine');
  await dialog.getByText('Stop and say so', { exact: true }).click();
  await expect(dialog).toContainText('The next message is refused');
  await chat.closeSettings();
  await chat.openConversation(nameStatement);
  await chat.say(nameQuestion);
  await chat.waitForReply('failed');
  await expect(chat.crashCard).toContainText('no longer fits into the model’s context'.replace('’', "'"));
  await page.getByTestId('crash-retry').waitFor();
});
