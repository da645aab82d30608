import { expect, it } from 'vitest';
import type { Message } from '../../models/conversation/conversation.ts';
import type { ChatView } from './apply-chat-events.ts';
import { findContextEdge } from './context-edge.ts';

/** Turns `0`, `1`, … of which some are pinned, the last with so many messages dropped. */
function createView(count: number, droppedMessages: number | null, pinned: number[] = []): ChatView {
  const ids = Array.from({ length: count }, (_, index) => String(index));
  const messages = Object.fromEntries(
    ids.map((id, index) => {
      const stats = index === count - 1 && droppedMessages !== null ? { droppedMessages } : null;
      const role = index % 2 === 0 ? 'user' : 'assistant';
      return [id, { id, role, pinned: pinned.includes(index), stats } as Message];
    }),
  );
  return { order: ids, messages } as unknown as ChatView;
}

it('has no edge while the model sees all', () => {
  expect(findContextEdge(createView(4, 0))).toBeNull();
  expect(findContextEdge(createView(4, null))).toBeNull();
  expect(findContextEdge(createView(0, null))).toBeNull();
});

it('lies before the first message that the last reply saw', () => {
  expect(findContextEdge(createView(8, 4))).toEqual({ messageId: '4', dropped: 4 });
});

it('does not count what is pinned, nor the question or reply that goes with it: they stay', () => {
  expect(findContextEdge(createView(8, 2, [1]))).toEqual({ messageId: '4', dropped: 2 });
  expect(findContextEdge(createView(8, 4, [2]))).toEqual({ messageId: '6', dropped: 4 });
});
