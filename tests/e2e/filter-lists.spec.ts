import { countQuestion, countReply, nameStatement } from '../fixtures/ember-replies.ts';
import { expect, test, type Launched } from './fixtures/app-test.ts';
import { DomRecorder } from './fixtures/dom-recorder.ts';
import { saveDownload } from './fixtures/save-download.ts';
import { FilterSettings, type ChosenFile } from './pages/filter-settings.ts';

async function openLists({ chat, page }: Launched): Promise<FilterSettings> {
  await chat.openSettings('filter');
  const filter = new FilterSettings(page);
  await expect(filter.lists.first()).toBeVisible();
  return filter;
}

/** Says something from the window, in a new conversation, and expects what the gate does with it. */
async function expectGate({ chat }: Launched, text: string, outcome: 'closed' | 'passed'): Promise<void> {
  await chat.closeSettings();
  await chat.newChat();
  await chat.say(text);
  if (outcome === 'closed') await expect(chat.restartCard).toBeVisible();
  else await chat.waitForReply('complete');
}

test('a list is added, switched off and on, changed and deleted, and its words never enter the DOM', async ({
  launch,
}) => {
  const launched = await launch();
  const dom = await DomRecorder.start(launched.page);
  await launched.chat.waitUntilConnected();
  let filter = await openLists(launched);
  await filter.addList('Animals', 'ostrich\nx\n');
  await expect(filter.report).toContainText('“Animals”: 1 entry is in force.');
  await expect(filter.report).toContainText('Line 2');
  await expect(launched.page.getByTestId('list-add')).toBeFocused();
  await expect(filter.list('Animals')).toContainText('1 entry');
  await expectGate(launched, 'An 0strich!', 'closed');

  filter = await openLists(launched);
  const enabled = filter.list('Animals').getByRole('switch');
  await enabled.click();
  await expect(enabled).not.toBeChecked();
  await expectGate(launched, 'An ostrich!', 'passed');

  filter = await openLists(launched);
  await expect(filter.list('Animals').getByRole('switch')).not.toBeChecked();
  await filter.list('Animals').getByRole('switch').click();
  await expect(filter.list('Animals').getByRole('switch')).toBeChecked();
  await filter.toggleDetails('Animals');
  const leetspeak = filter.list('Animals').getByTestId('folding-leetspeak');
  await leetspeak.click();
  await expect(leetspeak).not.toBeChecked();
  await expectGate(launched, 'An 0strich!', 'passed');

  filter = await openLists(launched);
  await filter.toggleDetails('Animals');
  await expect(filter.list('Animals').getByTestId('folding-leetspeak')).not.toBeChecked();
  await filter.list('Animals').getByTestId('list-words').fill('walrus\nflamingo\n');
  await filter.list('Animals').getByTestId('list-words-save').click();
  await expect(filter.list('Animals').getByTestId('list-words-report')).toContainText('2 entries are in force');
  await expectGate(launched, 'A flamingo!', 'closed');

  filter = await openLists(launched);
  await filter.deleteList('Animals');
  await expectGate(launched, 'A flamingo!', 'passed');
  // What passed is shown; what did not was never part of the document.
  await dom.expectNever(['walrus'], 'in force');
});

test('lists are imported from text and JSON, and come back as they were exported', async ({ launch, kind }) => {
  const launched = await launch();
  const filter = await openLists(launched);
  const before = await filter.lists.count();
  await filter.importFile({ fileName: 'Bird names.txt', content: 'ostrich\n!ostrich farm\n' });
  await expect(filter.report).toContainText('“Bird names”: 1 entry is in force.');
  const list = filter.list('Bird names');
  for (const format of ['json', 'text'] as const) {
    const exportIt = (): Promise<void> => list.getByTestId(`list-export-${format}`).click();
    const exported = await saveDownload(kind, launched, exportIt);
    expect(exported.fileName).toBe(`Bird-names.${format === 'json' ? 'json' : 'txt'}`);
    expect(exported.content).toContain('ostrich farm');
    await filter.deleteList('Bird names');
    await filter.importFile(exported);
    await expect(list).toBeVisible();
    expect(await saveDownload(kind, launched, exportIt)).toEqual(exported);
  }
  await expect(filter.lists).toHaveCount(before + 1);
  await expectGate(launched, 'An ostrich!', 'closed');
  await openLists(launched);
  await expectGate(launched, 'An ostrich farm!', 'passed');
});

const refused: (ChosenFile & { says: string })[] = [
  { fileName: 'noise.txt', content: Buffer.from([0, 1, 2, 0xff, 0xfe, 0xc3, 0x28, 0]), says: 'noise.txt' },
  { fileName: 'broken.json', content: '{"format": "conclave-word-list", "entr', says: 'broken.json' },
  { fileName: 'empty.txt', content: '\n# nothing\n', says: 'empty.txt' },
];
for (const { says, ...file } of refused) {
  test(`a file that is no list is refused, and the lists stay in force: ${file.fileName}`, async ({ launch }) => {
    const launched = await launch({ words: 'ostrich\n' });
    const filter = await openLists(launched);
    const before = await filter.lists.allInnerTexts();
    await filter.importFile(file);
    await expect(launched.chat.notices.filter({ hasText: says })).toBeVisible();
    await expect(filter.report).toHaveCount(0);
    await launched.page.getByTestId('notice-dismiss').click();
    await expect(launched.chat.notices).toHaveCount(0);
    expect(await filter.lists.allInnerTexts()).toEqual(before);
    await expectGate(launched, 'An ostrich!', 'closed');
  });
}

test('a list of 100,000 words is taken over while a reply goes on as it began', async ({ launch }) => {
  const launched = await launch();
  const { chat, page, engine } = launched;
  const slowed = (await engine()).slowDown();
  await chat.say(countQuestion);
  await chat.waitForText(20);
  slowed.freeze();
  const before = await chat.readReply();
  const filter = await openLists(launched);
  const words = Array.from({ length: 99_999 }, (_, index) => `secretproject${index}`);
  await watchFrames(page);
  // Slow enough to outlast the import on a busy machine.
  slowed.slowDown(4, 250);
  await filter.importFile({ fileName: 'Many.txt', content: ['99, 100', ...words].join('\n') });
  await expect(filter.report).toContainText('100,000 entries are in force');
  await filter.toggleDetails('Many');
  await expect(filter.list('Many').getByTestId('list-long')).toBeVisible();
  // The page drew on, and so did the reply.
  await chat.waitForText(before.length + 1);
  expect(await readLongestPause(page)).toBeLessThan(1_000);
  await expect(chat.reply).toHaveAttribute('data-status', 'streaming');
  slowed.release();
  await chat.closeSettings();
  // The reply keeps the lists that it began with; the next one has the new ones.
  expect(await chat.waitForReply('complete')).toBe(countReply);
  await chat.say('Tell me of SecretProject99998.');
  await expect(chat.restartCard).toContainText('Many');
  await chat.newChat();
  await chat.ask(nameStatement);
  await chat.say(countQuestion);
  await expect(chat.restartCard).toHaveAttribute('data-source', 'answer');
});

declare global {
  interface Window {
    longestPauseMs?: number;
  }
}

/** Notes from now on how long the page ever went without a frame. */
async function watchFrames(page: Launched['page']): Promise<void> {
  await page.evaluate(() => {
    let last = performance.now();
    window.longestPauseMs = 0;
    const note = (): void => {
      const now = performance.now();
      window.longestPauseMs = Math.max(window.longestPauseMs!, now - last);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
}

async function readLongestPause(page: Launched['page']): Promise<number> {
  return page.evaluate(() => window.longestPauseMs!);
}
