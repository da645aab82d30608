import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../models/settings.ts';
import { writeRoomyModel } from '../fixtures/gguf/roomy-model.ts';
import { expect, test } from './fixtures/app-test.ts';

/** So many tokens: in the model's vocabulary a character is one. */
const text = (tokens: number) => ''.padEnd(tokens, 'the quick brown fox and the lazy dog ');

test('an automatic context grows with its conversation, and says so', async ({ launch }) => {
  const { chat, page } = await launch({
    settings: { sampling: { ...defaultSettings.sampling, temperature: 0, maxTokens: 8 } },
    prepare: (folder) => {
      mkdirSync(folder.models, { recursive: true });
      writeRoomyModel(join(folder.models, 'roomy.gguf'));
    },
  });
  await chat.waitForLoadedModel();
  await chat.chooseModel('roomy');
  const meter = page.getByTestId('context-meter');
  await chat.ask(text(5000));
  await expect(meter).toHaveAttribute('data-size', '8192');
  await chat.say(text(2500));
  await expect(meter).toHaveAttribute('data-size', '16384');
  await expect(page.getByTestId('context-edge')).toHaveCount(0);
  await chat.engineState.click();
  await expect(page.getByTestId('load-remark')).toContainText('because a conversation needs it: 16,384 tokens');
});
