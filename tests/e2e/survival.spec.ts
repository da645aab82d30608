import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { expect, test } from './fixtures/app-test.ts';
import { ChatWindow } from './pages/chat-window.ts';

test('a killed engine leaves the partial reply, the cause and a retry that works', async ({ launch }) => {
  const { chat, engine, page } = await launch();
  const slowed = (await engine()).slowDown();
  await chat.say(countQuestion);
  const shown = await chat.waitForText(20);
  slowed.kill();
  const kept = await chat.waitForReply('interrupted');
  expect(kept.startsWith(shown)).toBe(true);
  expect(countReply.startsWith(kept)).toBe(true);
  await expect(chat.crashCard).toContainText('SIGKILL');
  await expect(chat.crashCard).toContainText('killed');
  await page.getByTestId('crash-retry').click();
  await expect(chat.crashCard).toHaveCount(0);
  expect(await chat.waitForReply('complete')).toBe(countReply);
  await expect(chat.engineState).toHaveAttribute('data-generation', '2');
  // The interrupted version is still there, with its card.
  await page.getByTestId('version-previous').click();
  await expect(chat.crashCard).toBeVisible();
  expect(await chat.readReply()).toBe(kept);
});

test('an engine that dies three times stays off until it is started', async ({ launch }) => {
  const { chat, page, app } = await launch();
  await chat.waitForLoadedModel();
  for (let death = 1; death <= 3; death++) {
    const pid = await expectEnginePid(app.findEnginePid);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => app.findEnginePid(), { intervals: [50] }).not.toBe(pid);
  }
  await expect(chat.engineState).toHaveAttribute('data-phase', 'broken');
  await expect(page.getByTestId('engine-trouble')).toContainText('three times');
  await chat.say(countQuestion);
  await chat.waitForReply('failed');
  await expect(chat.crashCard).toBeVisible();
  await page.getByTestId('engine-trouble').getByRole('button').click();
  await expect(chat.engineState).toHaveAttribute('data-phase', 'ready');
  await page.getByTestId('crash-retry').click();
  expect(await chat.waitForReply('complete')).toBe(countReply);
});

test('a reload in the middle of a reply loses no character', async ({ launch }) => {
  const { chat, engine, page } = await launch();
  const slowed = (await engine()).slowDown();
  await chat.say(countQuestion);
  for (const characters of [20, 120]) {
    const before = await chat.waitForText(characters);
    await page.reload();
    await chat.waitUntilConnected();
    // The conversation in view is the same one.
    await expect(chat.reply).toHaveAttribute('data-status', 'streaming');
    const after = await chat.waitForText(before.length);
    expect(countReply.startsWith(after)).toBe(true);
  }
  slowed.release();
  expect(await chat.waitForReply('complete')).toBe(countReply);
  await page.reload();
  expect(await chat.waitForReply('complete')).toBe(countReply);
});

test('a window that is closed in the middle of a reply shows it whole when it is opened again', async ({ launch }) => {
  const { chat, engine, app } = await launch();
  const slowed = (await engine()).slowDown();
  await chat.say(countQuestion);
  await chat.waitForText(20);
  // The desktop app ends with its last window and its last reply, and starting a second one takes a while.
  slowed.freeze();
  await app.closeWindow();
  const again = new ChatWindow(await app.openWindow());
  await again.waitUntilConnected();
  await again.openConversation(countQuestion);
  await expect(again.reply).toHaveAttribute('data-status', 'streaming');
  slowed.release();
  expect(await again.waitForReply('complete')).toBe(countReply);
});

test('conversations, drafts and settings outlive the app', async ({ launch }) => {
  const first = await launch();
  await first.chat.ask(countQuestion);
  await first.chat.composer.fill('half a thou');
  const dialog = await first.chat.openSettings('appearance');
  await dialog.getByText('Dark', { exact: true }).click();
  await expect(first.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await first.chat.closeSettings();
  // Another conversation, and back: the draft belongs to its own.
  await first.chat.newChat();
  await expect(first.chat.composer).toHaveValue('');
  await first.chat.openConversation(countQuestion);
  await expect(first.chat.composer).toHaveValue('half a thou');
  // A reload drops what the page alone knows: once the draft comes back, the host has it.
  await expect
    .poll(async () => {
      await first.page.reload();
      await expect(first.chat.replies).toHaveCount(1);
      return first.chat.composer.inputValue();
    })
    .toBe('half a thou');
  await first.app.close();

  const second = await launch({ in: first });
  await second.chat.openConversation(countQuestion);
  expect(await second.chat.waitForReply('complete')).toBe(countReply);
  await expect(second.chat.composer).toHaveValue('half a thou');
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

async function expectEnginePid(find: () => Promise<number | null>): Promise<number> {
  await expect.poll(find, { intervals: [50] }).not.toBeNull();
  return (await find())!;
}
