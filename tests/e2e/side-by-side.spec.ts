import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../models/settings.ts';
import type { DataFolder } from '../../electron/host/data-folder.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { planModel, type ModelConfig } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { syntheticModels } from '../fixtures/gguf/synthetic-models.ts';
import { expect, test, type Launched } from './fixtures/app-test.ts';
import type { HomeOptions } from './fixtures/test-home.ts';

/** A small MoE of random weights with room for a prompt of 8,000 tokens; in its vocabulary a character is a token. */
const longModel: ModelConfig = {
  ...syntheticModels.find(({ architecture }) => architecture === 'olmoe')!,
  name: 'Synthetic long',
  context: 16_384,
};
const modelName = 'synthetic-long';
const longPrompt = 'a '.padEnd(8000, 'the quick brown fox and the lazy dog ');

function writeLongModel(folder: DataFolder, layers: number): void {
  mkdirSync(folder.models, { recursive: true });
  const config = { ...longModel, layers };
  const plan = planModel(config, chooseTypes('Q8_0', config), fileTypes.Q8_0);
  writeGguf(join(folder.models, `${modelName}.gguf`), plan);
}

async function launchLongModel(
  launch: (options: HomeOptions) => Promise<Launched>,
  layers = longModel.layers,
): Promise<Launched> {
  const launched = await launch({
    settings: { contextSize: 9216, sampling: { ...defaultSettings.sampling, temperature: 0 } },
    prepare: (folder) => writeLongModel(folder, layers),
  });
  await launched.chat.waitForLoadedModel();
  await launched.chat.chooseModel(modelName);
  return launched;
}

/** Starts a reply in a new conversation and waits for its first text. */
async function startReply({ chat }: Launched, text: string, characters = 1): Promise<void> {
  await chat.newChat();
  await chat.say(text);
  await chat.waitForText(characters);
}

/** Says something long in a new conversation and waits until reading it has begun. */
async function startReading({ chat, page }: Launched): Promise<void> {
  await chat.newChat();
  await chat.say(longPrompt);
  await expect(page.getByTestId('activity')).toHaveAttribute('data-activity', 'prefill');
  await expect(page.getByTestId('activity')).toContainText(/\d+ %/);
}

/** Waits until a part of a prompt has been read. Returns how many seconds the app gives the rest. */
async function readPart(page: Page): Promise<number> {
  const activity = page.getByTestId('activity');
  await expect(activity).toContainText(/[2-9]\d %, about .+ left/);
  const [, minutes = 0, seconds = 0] = /about (?:(\d+) min )?([\d.]+) s left/.exec(await activity.innerText()) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

/** Runs in the page, so that nothing but the app is measured: from the click to the stopped reply, ms. */
function stopAndWait(): Promise<number> {
  const from = performance.now();
  document.querySelector<HTMLElement>('[data-testid="stop"]')!.click();
  return new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector('[data-testid="message"][data-status="stopped"]')) return;
      observer.disconnect();
      resolve(performance.now() - from);
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

test('two chats go on while a third reads 8,000 tokens', async ({ launch }) => {
  const launched = await launchLongModel(launch);
  const { chat, page } = launched;
  await startReply(launched, 'First');
  await startReply(launched, 'Second');
  await startReading(launched);
  // Both have more to say by the time one looks at them again, while the third is still being read.
  for (const title of ['First', 'Second']) {
    await chat.openConversation(title);
    const shown = await chat.waitForText(1);
    await chat.waitForText(shown.length + 1);
    await expect(chat.reply).toHaveAttribute('data-status', 'streaming');
  }
  await chat.openConversation('a the quick');
  await expect(page.getByTestId('activity')).toHaveAttribute('data-activity', 'prefill');
  for (const title of ['First', 'Second', 'a the quick']) {
    await chat.openConversation(title);
    await chat.stop.click();
    await chat.waitForReply('stopped');
  }
});

test('a stop while a long prompt is read answers within a second, and the next message is answered', async ({
  launch,
}) => {
  // Several layers, so that a prompt that was read in one go would hold the stop up for many seconds.
  const launched = await launchLongModel(launch, 12);
  const { chat, page } = launched;
  await startReading(launched);
  expect(await readPart(page)).toBeGreaterThan(3);
  expect(await page.evaluate(stopAndWait)).toBeLessThan(1000);
  await expect(chat.reply).toHaveAttribute('data-status', 'stopped');
  // The model is free at once: not after the rest of the prompt was read.
  await chat.newChat();
  await chat.say('Next');
  await chat.waitForText(1);
  await expect(page.getByTestId('stop')).toBeVisible();
  await chat.stop.click();
  await chat.waitForReply('stopped');
});

const endings: readonly { how: string; end: (pid: number) => void; says: RegExp }[] = [
  { how: 'killed', end: (pid) => process.kill(pid, 'SIGKILL'), says: /SIGKILL|killed/ },
  { how: 'aborted by llama.cpp', end: (pid) => process.kill(pid, 'SIGABRT'), says: /SIGABRT|abort/i },
];

for (const { how, end, says } of endings) {
  test(`an engine that is ${how} amid several replies leaves each with its text and a way on`, async ({ launch }) => {
    const launched = await launch();
    const { chat, page, app } = launched;
    const slowed = (await launched.engine()).slowDown();
    const titles = ['Count from 1 to 100.', 'Count from 1 to 90.'];
    for (const title of titles) await startReply(launched, title, 10);
    const pid = await app.findEnginePid();
    slowed.freeze();
    end(pid!);
    slowed.release();
    for (const title of titles) {
      await chat.openConversation(title);
      const kept = await chat.waitForReply('interrupted');
      expect(kept.length).toBeGreaterThanOrEqual(10);
      await expect(chat.crashCard).toContainText(says);
    }
    await expect(chat.engineState).toHaveAttribute('data-generation', '2');
    await chat.openConversation(countQuestion);
    await page.getByTestId('crash-retry').click();
    expect(await chat.waitForReply('complete')).toBe(countReply);
  });
}

test('an engine that hangs is ended, and the next reply is whole', async ({ launch }) => {
  test.setTimeout(180_000);
  const launched = await launch();
  const { chat, page } = launched;
  const slowed = (await launched.engine()).slowDown();
  await startReply(launched, countQuestion, 10);
  slowed.freeze();
  await expect(chat.reply).toHaveAttribute('data-status', 'interrupted', { timeout: 120_000 });
  await expect(chat.crashCard).toBeVisible();
  await page.getByTestId('crash-retry').click();
  expect(await chat.waitForReply('complete')).toBe(countReply);
});

test('a model that nobody uses leaves the memory, and the next message loads it again', async ({ launch }) => {
  const { chat, page } = await launch({ settings: { idleUnloadMinutes: 0.05 } });
  expect(await chat.ask(countQuestion)).toBe(countReply);
  await expect(page.getByTestId('model-load')).toHaveAttribute('data-status', 'none');
  await chat.engineState.click();
  await expect(page.getByTestId('engine-popup')).toContainText('Unloaded while idle');
  await page.keyboard.press('Escape');
  await chat.newChat();
  expect(await chat.ask(countQuestion)).toBe(countReply);
});
