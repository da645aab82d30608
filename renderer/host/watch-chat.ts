import type { ChatEvent, deltasPerAcknowledgement } from '../../electron/contract/chat-events.ts';
import { applyChatEvents } from '../stores/apply-chat-events.ts';
import { useChat } from '../stores/chat-store.ts';
import { adoptDraft, forgetDraft } from '../stores/drafts.ts';
import { reportFailure } from '../stores/notices-store.ts';
import { openConversation, useView } from '../stores/view-store.ts';
import { host } from './connect.ts';
import { failureCode } from './describe-failure.ts';
import { follow } from './follow.ts';
import { FrameQueue } from './frame-queue.ts';

/** Feeds the chat store with the conversation in view, whichever it is, until the signal aborts. */
export function watchConversationInView(signal: AbortSignal): void {
  let lifetime = new AbortController();
  const watch = (conversationId: string | null): void => {
    lifetime.abort();
    lifetime = new AbortController();
    const same = useChat.getState().conversationId === conversationId;
    const view = same ? useChat.getState().view : null;
    const status = conversationId === null ? 'new' : view === null ? 'loading' : 'ready';
    useChat.setState({ conversationId, view, status });
    if (conversationId !== null) void watchChat(conversationId, lifetime.signal);
  };
  const unsubscribe = useView.subscribe((state, before) => {
    if (state.conversationId !== before.conversationId) watch(state.conversationId);
  });
  signal.addEventListener('abort', () => (unsubscribe(), lifetime.abort()), { once: true });
  watch(useView.getState().conversationId);
}

/** Follows one conversation; after a gap in the sequence it watches anew from a fresh snapshot. */
async function watchChat(conversationId: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const attempt = new AbortController();
    const both = AbortSignal.any([signal, attempt.signal]);
    const queue = new FrameQueue<ChatEvent>((events) => {
      if (!both.aborted && apply(conversationId, events) === 'gap') attempt.abort();
    });
    await follow({
      subscribe: (inner) => host.chat.watch({ conversationId }, { signal: inner }),
      onEvent: (event) => queue.push(event),
      onError: (error) => tellFailure(conversationId, error),
      signal: both,
    });
    queue.clear();
    if (!attempt.signal.aborted) return;
  }
}

function apply(conversationId: string, events: ChatEvent[]): 'followed' | 'gap' | 'deleted' {
  const { view, status } = applyChatEvents(useChat.getState().view, events);
  for (const event of events) {
    if (event.type === 'snapshot') adoptDraft(conversationId, event.conversation.draft);
  }
  if (status === 'deleted') {
    forgetDraft(conversationId);
    openConversation(null);
    return status;
  }
  useChat.setState({ view, status: view === null ? 'loading' : 'ready' });
  if (view !== null) acknowledge(view.watcherId, events);
  return status;
}

// The type alone: the contract itself would bring its schemas into the page.
const acknowledgeEvery: typeof deltasPerAcknowledgement = 2;
let unacknowledged = 0;

/** The host merges text for a watcher that has not answered yet. A lost answer means a lost connection. */
function acknowledge(watcherId: string, events: ChatEvent[]): void {
  const deltas = events.filter((event) => event.type === 'deltas');
  unacknowledged += deltas.length;
  if (unacknowledged < acknowledgeEvery) return;
  unacknowledged = 0;
  host.chat.acknowledge({ watcherId, seq: deltas.at(-1)!.seq }).catch(() => {});
}

/** A conversation that is gone is left; anything else is shown, and tried again. */
function tellFailure(conversationId: string, error: unknown): boolean {
  if (failureCode(error) !== 'notFound') {
    if (useChat.getState().view === null) useChat.setState({ status: 'failed' });
    return true;
  }
  reportFailure(error);
  forgetDraft(conversationId);
  openConversation(null);
  return false;
}
