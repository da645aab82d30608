import { create } from 'zustand';
import type { ConversationSummary } from '../../models/conversation/conversation.ts';

interface ConversationsStore {
  ready: boolean;
  byId: Record<string, ConversationSummary>;
  /** Most recently changed first. */
  order: string[];
}

/** The conversations of the sidebar, by id. */
export const useConversations = create<ConversationsStore>(() => ({ ready: false, byId: {}, order: [] }));

/** Replaces all conversations. */
export function setConversations(list: ConversationSummary[]): void {
  const byId = Object.fromEntries(list.map((conversation) => [conversation.id, conversation]));
  useConversations.setState({ ready: true, byId, order: sortByChange(byId) });
}

/** Adds one, or takes over its changes. */
export function putConversation(conversation: ConversationSummary): void {
  useConversations.setState((state) => {
    const byId = { ...state.byId, [conversation.id]: conversation };
    return { byId, order: sortByChange(byId) };
  });
}

/** Takes one away. */
export function removeConversation(conversationId: string): void {
  useConversations.setState((state) => {
    const { [conversationId]: _removed, ...byId } = state.byId;
    return { byId, order: state.order.filter((id) => id !== conversationId) };
  });
}

function sortByChange(byId: Record<string, ConversationSummary>): string[] {
  return Object.values(byId)
    .toSorted((a, b) => b.updatedAt - a.updatedAt || a.id.localeCompare(b.id))
    .map(({ id }) => id);
}
