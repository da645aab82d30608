import type { ChatEvent } from '../../electron/contract/chat-events.ts';
import type { Conversation, Message } from '../../models/conversation/conversation.ts';

type ActivityEvent = Extract<ChatEvent, { type: 'activity' }>;

/** The reply that is being written. */
export interface LiveReply {
  messageId: string;
  activity: ActivityEvent['activity'];
  /** How far the reading of a long prompt has come. */
  prefill: { doneTokens: number; totalTokens: number; secondsLeft: number | null } | null;
  tokens: number;
  tokensPerSecond: number;
}

/** A conversation in view: messages by id, and the ids of the active path. */
export interface ChatView {
  watcherId: string;
  seq: number;
  conversation: Omit<Conversation, 'messages' | 'draft'>;
  messages: Record<string, Message>;
  order: string[];
  live: LiveReply | null;
}

/** `gap`: an event is missing, so that the conversation must be watched anew. */
export type ChatOutcome = { view: ChatView | null; status: 'followed' | 'gap' | 'deleted' };

/** Applies events in order. What no event touches keeps its identity, so that only live rows render again. */
export function applyChatEvents(view: ChatView | null, events: readonly ChatEvent[]): ChatOutcome {
  let next = view;
  for (const event of events) {
    if (event.type === 'snapshot') {
      next = takeSnapshot(event);
      continue;
    }
    if (next === null) return { view: next, status: 'gap' };
    if (event.seq <= next.seq) continue;
    if (event.seq !== next.seq + 1) return { view: next, status: 'gap' };
    if (event.type === 'deleted') return { view: null, status: 'deleted' };
    next = { ...applyEvent(next, event), seq: event.seq };
  }
  return { view: next, status: 'followed' };
}

type LaterEvent = Exclude<ChatEvent, { type: 'snapshot' } | { type: 'deleted' }>;

function applyEvent(view: ChatView, event: LaterEvent): ChatView {
  switch (event.type) {
    case 'activity':
      return {
        ...view,
        live: { ...liveOf(view, event.messageId), activity: event.activity, prefill: prefillOf(event) },
      };
    case 'deltas':
      return appendDeltas(view, event);
    case 'message':
      return putMessage(view, event.message);
    case 'conversation':
      return { ...view, ...takeConversation(event.conversation, view.live) };
  }
}

function takeSnapshot(event: Extract<ChatEvent, { type: 'snapshot' }>): ChatView {
  return { watcherId: event.watcherId, seq: event.seq, ...takeConversation(event.conversation, null) };
}

function takeConversation({ messages, draft: _draft, ...conversation }: Conversation, live: LiveReply | null) {
  const streaming = messages.find((message) => message.status === 'streaming');
  return {
    conversation,
    messages: Object.fromEntries(messages.map((message) => [message.id, message])),
    order: messages.map((message) => message.id),
    live: streaming === undefined ? null : live?.messageId === streaming.id ? live : startLive(streaming),
  };
}

function startLive(message: Message): LiveReply {
  const begun = message.text !== '' || message.reasoning !== '';
  return {
    messageId: message.id,
    activity: begun ? 'generating' : 'queued',
    prefill: null,
    tokens: 0,
    tokensPerSecond: 0,
  };
}

function liveOf(view: ChatView, messageId: string): LiveReply {
  if (view.live?.messageId === messageId) return view.live;
  return { messageId, activity: 'queued', prefill: null, tokens: 0, tokensPerSecond: 0 };
}

function prefillOf({ doneTokens, totalTokens, secondsLeft = null }: ActivityEvent): LiveReply['prefill'] {
  return doneTokens === undefined || totalTokens === undefined ? null : { doneTokens, totalTokens, secondsLeft };
}

function appendDeltas(view: ChatView, event: Extract<ChatEvent, { type: 'deltas' }>): ChatView {
  const message = view.messages[event.messageId];
  if (message === undefined) return view;
  let { text, reasoning } = message;
  for (const delta of event.deltas) {
    if (delta.channel === 'answer') text += delta.text;
    else reasoning += delta.text;
  }
  const { messageId, tokens, tokensPerSecond } = event;
  return {
    ...view,
    messages: { ...view.messages, [messageId]: { ...message, text, reasoning } },
    live: { messageId, activity: 'generating', prefill: null, tokens, tokensPerSecond },
  };
}

function putMessage(view: ChatView, message: Message): ChatView {
  const known = view.messages[message.id] !== undefined;
  const isLive = view.live?.messageId === message.id;
  return {
    ...view,
    messages: { ...view.messages, [message.id]: message },
    order: known ? view.order : [...view.order, message.id],
    live: message.status === 'streaming' ? (isLive ? view.live : startLive(message)) : isLive ? null : view.live,
  };
}
