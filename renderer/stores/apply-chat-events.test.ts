import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../electron/contract/chat-events.ts';
import type { Conversation, Delta, Message } from '../../models/conversation/conversation.ts';
import { applyChatEvents } from './apply-chat-events.ts';
import type { ChatView } from './apply-chat-events.ts';

function message(id: string, change: Partial<Message> = {}): Message {
  return {
    id,
    conversationId: 'c',
    parentId: null,
    role: 'assistant',
    text: '',
    reasoning: '',
    reasoningMs: null,
    status: 'complete',
    failure: null,
    modelName: null,
    stats: null,
    createdAt: 0,
    pinned: false,
    versions: [id],
    ...change,
  };
}

function conversation(messages: Message[]): Conversation {
  const summary = { id: 'c', title: 'Title', createdAt: 0, updatedAt: 0, restart: null, generating: false };
  return { ...summary, messages, draft: '' } as Conversation;
}

function snapshot(seq: number, messages: Message[]): ChatEvent {
  return { type: 'snapshot', seq, watcherId: 'w', conversation: conversation(messages) };
}

function deltas(seq: number, list: Delta[]): ChatEvent {
  return { type: 'deltas', seq, messageId: 'reply', deltas: list, tokens: seq, tokensPerSecond: 100 };
}

function follow(events: ChatEvent[], before: ChatView | null = null): ChatView {
  const { view, status } = applyChatEvents(before, events);
  expect(status).toBe('followed');
  if (view === null) throw new Error('There is no view');
  return view;
}

const streaming = message('reply', { status: 'streaming' });
const delta = fc.record({ channel: fc.constantFrom<Delta['channel'][]>('answer', 'reasoning'), text: fc.string() });

/** The same deltas in another cut: neighbours of one channel joined or not, any number in one event. */
const recut = fc.array(delta, { maxLength: 30 }).chain((list) =>
  fc.record({
    list: fc.constant(list),
    join: fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }),
    cut: fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }),
    frame: fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }),
  }),
);

describe('applyChatEvents', () => {
  it('gives the same text however the deltas are merged, cut into events and gathered into frames', () => {
    fc.assert(
      fc.property(recut, ({ list, join, cut, frame }) => {
        const merged: Delta[] = [];
        list.forEach((item, index) => {
          const last = merged.at(-1);
          if (join[index] && last?.channel === item.channel) {
            merged[merged.length - 1] = { ...last, text: last.text + item.text };
          } else merged.push(item);
        });
        const groups: Delta[][] = [];
        merged.forEach((item, index) => {
          if (cut[index] || groups.length === 0) groups.push([item]);
          else groups.at(-1)?.push(item);
        });
        const events = groups.map((group, index) => deltas(index + 2, group));
        let view = follow([snapshot(1, [streaming])]);
        let waiting: ChatEvent[] = [];
        events.forEach((event, index) => {
          waiting.push(event);
          if (frame[index]) {
            view = follow(waiting, view);
            waiting = [];
          }
        });
        view = follow(waiting, view);
        const textOf = (channel: Delta['channel']): string =>
          list
            .filter((item) => item.channel === channel)
            .map((item) => item.text)
            .join('');
        expect(view.messages['reply']?.text).toBe(textOf('answer'));
        expect(view.messages['reply']?.reasoning).toBe(textOf('reasoning'));
      }),
    );
  });

  it('asks to be watched anew when an event is missing, and keeps what it had', () => {
    const view = follow([snapshot(1, [streaming]), deltas(2, [{ channel: 'answer', text: 'a' }])]);
    const outcome = applyChatEvents(view, [deltas(4, [{ channel: 'answer', text: 'c' }])]);
    expect(outcome.status).toBe('gap');
    expect(outcome.view?.messages['reply']?.text).toBe('a');
  });

  it('asks for a snapshot when there was none', () => {
    expect(applyChatEvents(null, [deltas(2, [])]).status).toBe('gap');
  });

  it('ignores an event that it has already applied', () => {
    const event = deltas(2, [{ channel: 'answer', text: 'a' }]);
    expect(follow([snapshot(1, [streaming]), event, event]).messages['reply']?.text).toBe('a');
  });

  it('starts over with a snapshot, whatever its number', () => {
    const view = follow([snapshot(7, [streaming]), snapshot(3, [message('other')])]);
    expect(view.seq).toBe(3);
    expect(view.order).toEqual(['other']);
    expect(view.live).toBeNull();
  });

  it('joins a reply in the middle of a sentence', () => {
    const view = follow([snapshot(1, [message('reply', { status: 'streaming', text: 'Once upon' })])]);
    expect(view.live).toMatchObject({ messageId: 'reply', activity: 'generating' });
  });

  it('keeps how far a long prompt has been read until something else happens', () => {
    const reading = { doneTokens: 400, totalTokens: 1000, secondsLeft: 12 };
    const events: ChatEvent[] = [
      snapshot(1, [streaming]),
      { type: 'activity', seq: 2, messageId: 'reply', activity: 'prefill', ...reading },
    ];
    const view = follow(events);
    expect(view.live?.prefill).toEqual(reading);
    expect(follow([deltas(3, [{ channel: 'answer', text: 'Hello' }])], view).live?.prefill).toBeNull();
  });

  it('appends a new message, follows its activity, and ends the live reply with its last state', () => {
    const view = follow([
      snapshot(1, []),
      { type: 'message', seq: 2, message: message('question', { role: 'user', text: 'Hello' }) },
      { type: 'message', seq: 3, message: streaming },
      { type: 'activity', seq: 4, messageId: 'reply', activity: 'prefill' },
    ]);
    expect(view.order).toEqual(['question', 'reply']);
    expect(view.live?.activity).toBe('prefill');
    const ended = follow(
      [{ type: 'message', seq: 5, message: message('reply', { text: 'Hi', status: 'stopped' }) }],
      view,
    );
    expect(ended.live).toBeNull();
    expect(ended.order).toEqual(['question', 'reply']);
  });

  it('keeps the identity of every message that an event does not touch', () => {
    const view = follow([snapshot(1, [message('first'), streaming])]);
    const next = follow([deltas(2, [{ channel: 'answer', text: 'a' }])], view);
    expect(next.messages['first']).toBe(view.messages['first']);
    expect(next.order).toBe(view.order);
    expect(next.conversation).toBe(view.conversation);
  });

  it('shows another path when the conversation changes', () => {
    const view = follow([
      snapshot(1, [message('a'), message('b')]),
      { type: 'conversation', seq: 2, conversation: conversation([message('a'), streaming]) },
    ]);
    expect(view.order).toEqual(['a', 'reply']);
    expect(view.live?.messageId).toBe('reply');
  });

  it('says that the conversation was deleted', () => {
    expect(applyChatEvents(follow([snapshot(1, [])]), [{ type: 'deleted', seq: 2 }])).toEqual({
      view: null,
      status: 'deleted',
    });
  });
});
