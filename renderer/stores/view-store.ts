import { create } from 'zustand';
import type { Restart } from '../../models/conversation/conversation.ts';
import { moveDraft } from './drafts.ts';

interface ViewStore {
  /** The conversation in view; null is a new one that the host does not know yet. */
  conversationId: string | null;
  /** Why the first message of a new conversation was refused. */
  restartOfNew: Restart | null;
  sidebarOpen: boolean;
  /** The drawer that stands in for the sidebar in a narrow window. */
  drawerOpen: boolean;
  settingsOpen: boolean;
  /** Grows when the composer should take the focus. */
  focusRequest: number;
}

/** A reload comes back to the same conversation, in the middle of a sentence if need be. */
const rememberedKey = 'conclave:conversation';

/** What the window shows. */
export const useView = create<ViewStore>(() => ({
  conversationId: globalThis.sessionStorage?.getItem(rememberedKey) ?? null,
  restartOfNew: null,
  sidebarOpen: true,
  drawerOpen: false,
  settingsOpen: false,
  focusRequest: 0,
}));

/** Shows a conversation, or a new one for null. */
export function openConversation(conversationId: string | null): void {
  if (conversationId === null) sessionStorage.removeItem(rememberedKey);
  else sessionStorage.setItem(rememberedKey, conversationId);
  useView.setState(({ focusRequest }) => ({
    conversationId,
    restartOfNew: null,
    drawerOpen: false,
    focusRequest: focusRequest + 1,
  }));
}

/** Leaves a closed conversation for a new one, and takes the draft along. */
export function startAfterRestart(): void {
  const { conversationId } = useView.getState();
  if (conversationId !== null) moveDraft(conversationId, null);
  openConversation(null);
}

/** Folds or unfolds the sidebar, or the drawer where the window is narrow. */
export function toggleSidebar(): void {
  const narrow = window.matchMedia(narrowWindow).matches;
  useView.setState((state) => (narrow ? { drawerOpen: !state.drawerOpen } : { sidebarOpen: !state.sidebarOpen }));
}

/** Media query of windows in which the sidebar becomes a drawer. */
export const narrowWindow = '(max-width: 899px)';
