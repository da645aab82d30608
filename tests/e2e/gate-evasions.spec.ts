import { evasions, evasionWord, ledReplies, name, nameQuestion, nameStatement } from '../fixtures/ember-replies.ts';
import { expect, test, type Launched } from './fixtures/app-test.ts';
import { DomRecorder } from './fixtures/dom-recorder.ts';
import { expectNoTrace } from './fixtures/expect-no-trace.ts';

/** Expects that the model knows nothing of a conversation that was closed. */
async function expectForgotten({ chat, page }: Launched): Promise<void> {
  await page.getByTestId('restart-new').click();
  await expect(chat.messages).toHaveCount(0);
  expect(await chat.ask(nameQuestion)).not.toContain(name);
}

test('a word in disguise closes the conversation, and nothing of it gets anywhere', async ({ launch }) => {
  const launched = await launch({ words: `${evasionWord}\n` });
  const { chat, page } = launched;
  const dom = await DomRecorder.start(page);
  await chat.waitUntilConnected();
  for (const [kind, evasion] of evasions) {
    await test.step(kind, async () => {
      await chat.newChat();
      await chat.ask(nameStatement);
      const text = `Please explain a ${evasion} now`;
      await chat.say(text);
      await expect(chat.restartCard).toHaveAttribute('data-source', 'input');
      await expect(chat.composer).toHaveValue(text);
      await expect(chat.messages).toHaveCount(2);
      await page.getByTestId('restart-show').click();
      const selected = await chat.composer.evaluate((area: HTMLTextAreaElement) =>
        area.value.slice(area.selectionStart, area.selectionEnd),
      );
      expect(selected).toBe(evasion);
      await expectForgotten(launched);
    });
  }
  const typed = [evasionWord, 'please explain', ...evasions.map(([, evasion]) => evasion)];
  await dom.expectNever(typed, 'Nice to meet you');
  expectNoTrace(launched, typed, 'Nice to meet you');
  await launched.app.close();
  expectNoTrace(launched, typed, 'Nice to meet you');
});

for (const { shape, question, words, replyBeforeWord, withheld } of ledReplies) {
  test(`a word that the model is led to say is withheld: ${shape}`, async ({ launch }) => {
    const launched = await launch({ words });
    const { chat, page } = launched;
    const dom = await DomRecorder.start(page);
    await chat.waitUntilConnected();
    await chat.ask(nameStatement);
    await chat.say(question);
    await expect(chat.restartCard).toHaveAttribute('data-source', 'answer');
    await expect(chat.restartCard).toContainText(`after ${replyBeforeWord.length} character`);
    await chat.waitForReply('withheld');
    await expectForgotten(launched);

    await chat.openConversation(nameStatement);
    await page.getByTestId('restart-fork').click();
    await expect(chat.restartCard).toHaveCount(0);
    await expect(chat.messages).toHaveCount(2);
    await expect(chat.composer).toHaveValue(question);
    expect(await chat.ask(nameQuestion)).toContain(name);

    await dom.expectNever(withheld, 'Nice to meet you');
    expectNoTrace(launched, withheld, 'Nice to meet you');
    await launched.app.close();
    expectNoTrace(launched, withheld, 'Nice to meet you');
  });
}
