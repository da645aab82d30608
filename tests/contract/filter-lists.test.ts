import { expect, it } from 'vitest';
import { nameStatement } from '../fixtures/ember-replies.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

const animals = { id: null, name: 'Animals', category: 'test', language: 'en', severity: 'low' as const };

describeTransports('word lists', { words: 'forbidden fruit' }, (served) => {
  it('keeps several lists, each switched by itself', async () => {
    const { filter, chat } = served.client;
    const { id, accepted } = await filter.saveList({ ...animals, text: 'zebra\n!zebra crossing' });
    expect(accepted).toBe(1);
    expect((await chat.send({ conversationId: null, text: 'A Zebra!' })).outcome).toBe('restarted');
    await filter.chooseList({ id, enabled: false });
    const lists = await filter.lists();
    expect(lists.find((list) => list.id === id)).toMatchObject({ name: 'Animals', enabled: false, wordCount: 1 });
    expect(lists.filter((list) => list.builtIn).length).toBeGreaterThan(0);
    await filter.deleteList({ id });
    await expectAppError(filter.getList({ id }), 'notFound');
    await expectAppError(filter.deleteList({ id: 'user' }), 'unsupported');
  });

  it('imports what it exports, and refuses what holds no word', async () => {
    const { filter } = served.client;
    const { id } = await filter.saveList({ ...animals, text: 'zebra' });
    const file = await filter.exportList({ id, format: 'json' });
    expect(file.fileName).toBe('Animals.json');
    const copy = await filter.importList(file);
    expect(copy).toMatchObject({ name: 'Animals', accepted: 1, problems: [] });
    await expectAppError(filter.importList({ fileName: 'noise.txt', text: '\u0001\ufffd' }), 'badInput');
    for (const list of [id, copy.id]) await filter.deleteList({ id: list });
  });

  it('shows what it makes of a text', async () => {
    const test = await served.client.filter.test({ text: 'A FORBIDDEN\u200b fruit.' });
    expect(test).toMatchObject({
      folded: 'a forbidden fruit.',
      match: { listId: 'user', ruleNumber: 1, start: 2, end: 18 },
    });
    expect((await served.client.filter.test({ text: 'A clean text' })).match).toBeNull();
  });

  it('says what a changed list would have restarted, and changes nothing', async () => {
    const { filter } = served.client;
    const chat = await served.start(nameStatement);
    await chat.waitForEnd();
    expect((await filter.dryRun({ change: null })).hits).toEqual([]);
    const run = await filter.dryRun({ change: { id: 'user', text: 'zora' } });
    expect(run.hits).toMatchObject([
      { conversationId: chat.conversation.id, source: 'input', ruleNumber: 1 },
      { conversationId: chat.conversation.id, source: 'answer', ruleNumber: 1 },
    ]);
    expect((await filter.test({ text: 'Zora' })).match).toBeNull();
    chat.close();
  });

  it('measures recall and false alarms with the sets of the app', async () => {
    const rows = await served.client.filter.evaluate();
    const share = (set: string) => {
      const chosen = rows.filter((row) => row.set === set);
      const sum = (field: 'cases' | 'found') => chosen.reduce((total, row) => total + row[field], 0);
      return sum('found') / sum('cases');
    };
    expect(share('evasion')).toBeGreaterThanOrEqual(0.99);
    expect(share('falseAlarm')).toBeLessThanOrEqual(0.001);
  });
});
