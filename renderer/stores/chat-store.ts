import { create } from 'zustand';
import type { Restart } from '../../models/conversation/conversation.ts';
import type { ChatView } from './apply-chat-events.ts';

interface ChatStore {
  /** The conversation that `view` shows or will show; null for a new one. */
  conversationId: string | null;
  status: 'new' | 'loading' | 'ready' | 'failed';
  view: ChatView | null;
}

/** The conversation in view. */
export const useChat = create<ChatStore>(() => ({ conversationId: null, status: 'new', view: null }));

/** Closes the conversation in view at once, before the host's own event says so. */
export function closeByRestart(conversationId: string, restart: Restart): void {
  useChat.setState((state) => {
    if (state.view === null || state.conversationId !== conversationId) return {};
    return { view: { ...state.view, conversation: { ...state.view.conversation, restart } } };
  });
}
