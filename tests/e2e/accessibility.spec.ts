import axe from 'axe-core';
import type { Page } from '@playwright/test';
import { identityQuestion } from '../fixtures/ember-replies.ts';
import { expect, test } from './fixtures/app-test.ts';
import { writeConversation } from './fixtures/write-conversation.ts';

const richReply = [
  '# A title',
  'Some **bold** text, `code` and a [link](https://elsewhere.example/).',
  '| Fruit | Colour |\n| --- | --- |\n| Plum | purple |',
  '```python\nprint("Hello")\n```',
  'A sum: $a^2 + b^2 = c^2$',
  '> A quotation\n\n1. One\n2. Two',
].join('\n\n');

/** What breaks the rules of WCAG 2.2 at level A or AA, as one line each. */
async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
      runOnly: { type: 'tag', values: tags },
    });
    return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`);
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`every state can be read and operated by everybody, ${theme}`, async ({ launch }) => {
    const { chat, page } = await launch({
      settings: { theme },
      words: 'mixture\n',
      prepare: (folder) => writeConversation(folder, [{ question: 'Show me something.', reply: richReply }]),
    });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await chat.waitForLoadedModel();
    expect.soft(await findViolations(page), 'a new conversation').toEqual([]);

    await chat.openConversation('Show me something.');
    await expect(chat.replyText.getByRole('table')).toBeVisible();
    await expect(page.getByTestId('code-block')).toBeVisible();
    expect.soft(await findViolations(page), 'a conversation').toEqual([]);

    await chat.newChat();
    await chat.say(identityQuestion);
    await expect(chat.restartCard).toBeVisible();
    expect.soft(await findViolations(page), 'the restart card').toEqual([]);

    await chat.openSettings('filter');
    await expect(page.getByTestId('user-words')).toBeVisible();
    await page.getByTestId('list-add').click();
    expect.soft(await findViolations(page), 'the word lists').toEqual([]);
    await page.getByTestId('settings-tab-workbench').click();
    await page.getByTestId('gate-test').fill('A mixture');
    await expect(page.getByTestId('gate-test-result')).toBeVisible();
    await page.getByTestId('dry-run').click();
    await expect(page.getByTestId('dry-run-result')).toBeVisible();
    expect.soft(await findViolations(page), 'the workbench').toEqual([]);
    await chat.closeSettings();

    await page.getByTestId('model-picker').click();
    await expect(page.getByTestId('model-option').first()).toBeVisible();
    expect.soft(await findViolations(page), 'the model picker').toEqual([]);
  });
}
