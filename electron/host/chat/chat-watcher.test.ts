import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Conversation, Delta, Message } from '../../../models/conversation/conversation.ts';
import type { ChatEvent } from '../../contract/chat-events.ts';
import { ChatWatcher, type UnnumberedChatEvent } from './chat-watcher.ts';

const conversation = { id: 'c', messages: [] as Message[] } as Conversation;
const snapshot = { type: 'snapshot', watcherId: 'w', conversation } as const;

function deltas(text: string, channel: Delta['channel'] = 'answer'): UnnumberedChatEvent {
  return { type: 'deltas', messageId: 'm', deltas: [{ channel, text }], tokens: 1, tokensPerSecond: 1 };
}

/** Takes events until there are `count` of them. */
async function take(events: AsyncGenerator<ChatEvent>, count: number): Promise<ChatEvent[]> {
  const taken: ChatEvent[] = [];
  while (taken.length < count) taken.push((await events.next()).value as ChatEvent);
  return taken;
}

test('the snapshot comes first, and events are numbered without a gap', async () => {
  const watcher = new ChatWatcher('w', snapshot);
  watcher.push(deltas('a'));
  watcher.push({ type: 'activity', messageId: 'm', activity: 'generating' });
  const events = await take(watcher.events(), 3);
  expect(events.map((event) => [event.type, event.seq])).toEqual([
    ['snapshot', 1],
    ['deltas', 2],
    ['activity', 3],
  ]);
});

test('a page that acknowledges nothing gets four events, then merged text', async () => {
  const watcher = new ChatWatcher('w', snapshot);
  const events = watcher.events();
  await take(events, 1);
  for (let index = 0; index < 4; index++) {
    watcher.push(deltas(String(index)));
    await take(events, 1);
  }
  const fifth = events.next();
  for (let index = 4; index < 1000; index++) watcher.push(deltas(','));
  watcher.acknowledge(5);
  const event = (await fifth).value as Extract<ChatEvent, { type: 'deltas' }>;
  expect(event.deltas).toEqual([{ channel: 'answer', text: ','.repeat(996) }]);
});

test('a finished message replaces the text that still waited', async () => {
  const watcher = new ChatWatcher('w', snapshot);
  watcher.push(deltas('late'));
  watcher.push({ type: 'message', message: { id: 'm', text: 'late' } as Message });
  const events = await take(watcher.events(), 2);
  expect(events.map((event) => event.type)).toEqual(['snapshot', 'message']);
});

test('an aborted watch ends, also while it waits', async () => {
  const watcher = new ChatWatcher('w', snapshot);
  const events = watcher.events();
  await take(events, 1);
  const next = events.next();
  watcher.stop();
  expect((await next).done).toBe(true);
});

test('however the text is pushed and taken, a page puts the same text together', async () => {
  const pieces = fc.array(
    fc.record({ channel: fc.constantFrom('answer', 'reasoning'), text: fc.string({ minLength: 1 }) }),
  );
  await fc.assert(
    fc.asyncProperty(pieces, fc.array(fc.boolean()), async (pushed, pauses) => {
      const watcher = new ChatWatcher('w', snapshot);
      const text = { answer: '', reasoning: '' };
      const reading = (async () => {
        for await (const event of watcher.events()) {
          if (event.type === 'deltas') {
            for (const delta of event.deltas) text[delta.channel] += delta.text;
            watcher.acknowledge(event.seq);
          }
          if (event.type === 'deleted') return;
        }
      })();
      for (const [index, piece] of pushed.entries()) {
        watcher.push(deltas(piece.text, piece.channel as Delta['channel']));
        if (pauses[index]) await new Promise(setImmediate);
      }
      watcher.push({ type: 'deleted' });
      await reading;
      for (const channel of ['answer', 'reasoning'] as const) {
        expect(text[channel]).toBe(
          pushed
            .filter((piece) => piece.channel === channel)
            .map((piece) => piece.text)
            .join(''),
        );
      }
    }),
    { numRuns: 30 },
  );
});
