import {
  identityQuestion,
  identityReplyBeforeWord,
  identityWord,
  name,
  nameQuestion,
  nameStatement,
  sumQuestion,
  sumReasoningWord,
} from '../fixtures/ember-replies.ts';
import { expect, test, type Launched } from './fixtures/app-test.ts';
import { DomRecorder } from './fixtures/dom-recorder.ts';
import { expectNoTrace } from './fixtures/expect-no-trace.ts';

const words = `${identityWord}\nforbidden fruit\n${sumReasoningWord}\n`;

/** Expects that the model knows nothing of a conversation that was closed. */
async function expectForgotten({ chat }: Launched): Promise<void> {
  expect(await chat.ask(nameQuestion)).not.toContain(name);
}

test('a word that the user types restarts the conversation', async ({ launch }) => {
  const launched = await launch({ words });
  const { chat, page } = launched;
  const dom = await DomRecorder.start(page);
  await chat.waitUntilConnected();
  await chat.ask(nameStatement);
  const text = 'Please eat a Forbidden Fruit now';
  await chat.say(text);

  await expect(chat.restartCard).toBeVisible();
  await expect(chat.restartCard).toHaveAttribute('data-source', 'input');
  await expect(chat.restartCard).toContainText('Your own words');
  await expect(chat.restartCard).toContainText('No. 2');
  await expect(chat.restartCard).toContainText('characters 14–28');
  await expect(chat.composer).toHaveValue(text);
  await expect(chat.send).toBeDisabled();
  await expect(chat.messages).toHaveCount(2);

  await page.getByTestId('restart-show').click();
  const selected = await chat.composer.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(selected).toBe('Forbidden Fruit');

  await page.getByTestId('restart-new').click();
  await expect(chat.messages).toHaveCount(0);
  await expect(chat.composer).toHaveValue(text);
  await expectForgotten(launched);
  await dom.expectNever(['forbidden', 'fruit'], 'Nice to meet you');
  expectNoTrace(launched, ['forbidden', 'fruit'], 'Nice to meet you');
});

test('a first message with a word is not sent, and starts no conversation', async ({ launch }) => {
  const launched = await launch({ words });
  const { chat, page } = launched;
  const dom = await DomRecorder.start(page);
  await chat.waitUntilConnected();
  await chat.say('A forbidden fruit');
  await expect(chat.restartCard).toBeVisible();
  await expect(chat.composer).toHaveValue('A forbidden fruit');
  await expect(chat.conversations).toHaveCount(0);
  await chat.composer.fill('Hello!');
  await page.getByTestId('restart-new').click();
  await expect(chat.composer).toHaveValue('Hello!');
  await chat.composer.press('Enter');
  const reply = await chat.waitForReply('complete');
  await dom.expectNever(['forbidden', 'fruit'], reply);
  expectNoTrace(launched, ['forbidden', 'fruit'], reply);
});

test('a word that only the model says restarts the conversation, and nothing of it gets anywhere', async ({
  launch,
}) => {
  const launched = await launch({ words });
  const { chat, page } = launched;
  const dom = await DomRecorder.start(page);
  await chat.waitUntilConnected();
  await chat.ask(nameStatement);
  await chat.say(identityQuestion);

  await expect(chat.restartCard).toBeVisible();
  await expect(chat.restartCard).toHaveAttribute('data-source', 'answer');
  await expect(chat.restartCard).toContainText('No. 1');
  await expect(chat.restartCard).toContainText(`after ${identityReplyBeforeWord.length} characters`);
  expect(await chat.waitForReply('withheld')).toBe(identityReplyBeforeWord.trim());
  await expect(chat.send).toBeDisabled();

  const parts = [identityWord, 'mixtur', 'tiny m'];
  await dom.expectNever(parts, identityReplyBeforeWord.trim());
  expectNoTrace(launched, parts, identityReplyBeforeWord.trim());

  await page.getByTestId('restart-new').click();
  await expect(chat.messages).toHaveCount(0);
  await expectForgotten(launched);
  // The closed conversation can be read, and not be continued.
  await chat.openConversation(nameStatement);
  await expect(chat.restartCard).toBeVisible();
  await expect(chat.replies).toHaveCount(2);
  await expect(chat.reply.getByTestId('regenerate')).toHaveCount(0);
  await dom.expectNever(parts, identityReplyBeforeWord.trim());
  await launched.app.close();
  expectNoTrace(launched, parts, identityReplyBeforeWord.trim());
});

test('a closed conversation goes on from before the word', async ({ launch }) => {
  const { chat, page } = await launch({ words });
  await chat.ask(nameStatement);
  await chat.say(identityQuestion);
  await expect(chat.restartCard).toBeVisible();
  await page.getByTestId('restart-fork').click();
  await expect(chat.restartCard).toHaveCount(0);
  await expect(chat.messages).toHaveCount(2);
  await expect(chat.composer).toHaveValue(identityQuestion);
  expect(await chat.ask(nameQuestion)).toContain(name);
});

test('a word of the reasoning restarts the conversation', async ({ launch }) => {
  const launched = await launch({ words });
  const { chat, page } = launched;
  const dom = await DomRecorder.start(page);
  await chat.waitUntilConnected();
  await chat.say(sumQuestion);
  await expect(chat.restartCard).toHaveAttribute('data-source', 'reasoning');
  await chat.waitForReply('withheld');
  await chat.reply.getByTestId('reasoning-toggle').click();
  await expect(page.getByTestId('reasoning-text')).toContainText('write 5 and');
  await dom.expectNever([sumReasoningWord], 'write 5 and');
  expectNoTrace(launched, [sumReasoningWord], 'write 5 and');
});

test('words are added in the settings, and their text never enters the DOM', async ({ launch }) => {
  const launched = await launch();
  const { chat, page } = launched;
  const dom = await DomRecorder.start(page);
  await chat.waitUntilConnected();
  const dialog = await chat.openSettings('filter');
  await dialog.getByTestId('user-words').fill('x\nforbidden fruit\n');
  await dialog.getByTestId('user-words-save').click();
  await expect(dialog.getByTestId('user-words-report')).toContainText('1 entry is in force');
  await expect(dialog.getByTestId('user-words-report')).toContainText('Line 1');
  await chat.closeSettings();
  await chat.say('A forbidden fruit');
  await expect(chat.restartCard).toBeVisible();
  await chat.openSettings('filter');
  await expect(page.getByTestId('user-words')).toHaveValue('x\nforbidden fruit\n');
  await dom.expectNever(['forbidden'], 'in force');
  expectNoTrace(launched, ['forbidden'], 'forbidden');
});

test('the recorder of these tests sees what stands in the DOM for a moment', async ({ launch }) => {
  const { page } = await launch();
  const dom = await DomRecorder.start(page);
  await page.evaluate(() => {
    const parent = document.createElement('div');
    document.body.append(parent);
    const passing = document.createElement('p');
    passing.textContent = 'passing node';
    parent.append(passing);
    passing.remove();
    const text = document.createTextNode('first');
    parent.append(text);
    text.data = 'passing text';
    text.data = 'last';
    parent.title = 'passing attribute';
    parent.title = '';
    parent.attachShadow({ mode: 'closed' }).append('passing shadow');
  });
  const everything = await dom.read();
  for (const kind of ['node', 'text', 'attribute', 'shadow']) expect(everything).toContain(`passing ${kind}`);
});
