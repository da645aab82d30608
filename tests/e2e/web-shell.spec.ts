import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { asWeb, expect, test } from './fixtures/app-test.ts';
import { ChatWindow } from './pages/chat-window.ts';

test.beforeEach(({ kind }) => test.skip(kind !== 'chromium', 'Only the web shell has a link and a port.'));

test('a browser without the link is refused', async ({ launch }) => {
  const { app } = await launch();
  const { browser, origin, link } = asWeb(app);
  // The link has been used by the page already, and works once.
  for (const url of [origin, `${origin}/open`, `${origin}/open?token=wrong`, link]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const response = await page.goto(url);
    expect(response!.status(), url).toBe(401);
    await expect(page.locator('body')).toContainText('one-time link');
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }
});

test('a page of a foreign origin cannot reach the host, cookie or not', async ({ launch }) => {
  const { app } = await launch();
  const { context, origin } = asWeb(app);
  const foreign = await context.newPage();
  await context.route('http://foreign.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>Foreign</p>' }),
  );
  await foreign.goto('http://foreign.example/');
  const attempt = await foreign.evaluate(async (target) => {
    const socket = new WebSocket(`${target.replace('http', 'ws')}/rpc`);
    const opened = await new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => resolve(true));
      socket.addEventListener('error', () => resolve(false));
    });
    const read = await fetch(target, { credentials: 'include' }).then(
      (response) => response.text(),
      () => null,
    );
    return { opened, read };
  }, origin);
  expect(attempt).toEqual({ opened: false, read: null });
});

test('a second tab of the same browser shows the same', async ({ launch }) => {
  const { app, chat, engine } = await launch();
  const { context, origin } = asWeb(app);
  const slowed = (await engine()).slowDown();
  await chat.say(countQuestion);
  await chat.waitForText(20);
  const tab = await context.newPage();
  await tab.goto(origin);
  const other = new ChatWindow(tab);
  await other.openConversation(countQuestion);
  await other.waitForText(20);
  slowed.release();
  expect(await other.waitForReply('complete')).toBe(countReply);
  expect(await chat.waitForReply('complete')).toBe(countReply);
});

test('a page whose host is gone says so, and keeps what it shows', async ({ launch }) => {
  const first = await launch();
  await first.chat.ask(countQuestion);
  process.kill(first.app.hostPid, 'SIGKILL');
  await expect(first.page.getByTestId('connection-state')).toHaveAttribute('data-status', 'lost');
  await expect(first.chat.replyText).toContainText('98, 99, 100');
});
