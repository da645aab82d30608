import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { expect, test } from './fixtures/app-test.ts';
import { writeFloodingApp } from './fixtures/flooding-app.ts';

const floods = [
  { what: 'chat', message: 'Flood the chat.', cause: 'The engine sent far more than any model says and was ended.' },
  { what: 'log', message: 'Flood the log.', cause: 'The engine flooded its log and was ended.' },
  { what: 'host', message: 'Flood the host.', cause: 'The engine sent messages that nobody had asked for.' },
];

for (const { what, message, cause } of floods) {
  test(`an engine that floods the ${what} is ended with its cause, and the next message is answered`, async ({
    launch,
  }) => {
    const appFolder = makeTemporaryFolder();
    try {
      writeFloodingApp(appFolder.path);
      const { chat, page } = await launch({ appFolder: appFolder.path });
      await chat.waitForLoadedModel();
      await page.evaluate(() => document.documentElement.setAttribute('data-before-flood', ''));
      await chat.say(message);
      await chat.waitForReply('interrupted');
      await expect(chat.crashCard).toContainText(cause);
      await expect(chat.engineState).toHaveAttribute('data-generation', '2');
      expect(await chat.ask(countQuestion)).toBe(countReply);
      await chat.newChat();
      expect(await chat.ask(countQuestion)).toBe(countReply);
      // It is the same host, and the same page in the same window.
      await expect(page.locator('html')).toHaveAttribute('data-before-flood', '');
      await expect(chat.conversations).toHaveCount(2);
      await expect(chat.engineState).toHaveAttribute('data-generation', '2');
    } finally {
      appFolder.remove();
    }
  });
}
