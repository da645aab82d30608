import { create } from 'zustand';
import type { Restart } from '../../models/conversation/conversation.ts';
import type { SamplingChoice } from '../../models/settings.ts';
import { moveDraft } from './drafts.ts';
import { readAddress, writeAddress } from './screen-address.ts';
import type { Screen } from './screen-address.ts';

/** `options`: how it is run, and what that costs; `tune`: the tune on this machine. */
export interface RunDialog {
  kind: 'options' | 'tune';
  modelId: string;
}

interface ViewStore extends Screen {
  /** The conversation in view; null is a new one that the host does not know yet. */
  conversationId: string | null;
  /** Why the first message of a new conversation was refused. */
  restartOfNew: Restart | null;
  /** What was chosen for a new conversation; it stays, as its draft does, until the first message is sent. */
  samplingOfNew: SamplingChoice | null;
  sidebarOpen: boolean;
  /** The drawer that stands in for the sidebar in a narrow window. */
  drawerOpen: boolean;
  settingsOpen: boolean;
  /** The dialog on how a model runs; null for none. */
  runDialog: RunDialog | null;
  /** A file was dropped on a page that cannot learn where it lies. */
  dropRefused: boolean;
  /** Grows when the composer should take the focus. */
  focusRequest: number;
}

/** A reload comes back to the same conversation, in the middle of a sentence if need be. */
const rememberedKey = 'conclave:conversation';

/** What the window shows. */
export const useView = create<ViewStore>(() => ({
  ...readAddress(globalThis.location?.hash ?? ''),
  conversationId: globalThis.sessionStorage?.getItem(rememberedKey) ?? null,
  restartOfNew: null,
  samplingOfNew: null,
  sidebarOpen: true,
  drawerOpen: false,
  settingsOpen: false,
  runDialog: null,
  dropRefused: false,
  focusRequest: 0,
}));

/** Shows a conversation, or a new one for null. */
export function openConversation(conversationId: string | null): void {
  if (conversationId === null) sessionStorage.removeItem(rememberedKey);
  else sessionStorage.setItem(rememberedKey, conversationId);
  useView.setState(({ focusRequest }) => ({
    screen: 'chat',
    conversationId,
    restartOfNew: null,
    drawerOpen: false,
    focusRequest: focusRequest + 1,
  }));
}

/** Goes back to the conversation that was in view. */
export function showChat(): void {
  useView.setState(({ focusRequest }) => ({ screen: 'chat', focusRequest: focusRequest + 1 }));
}

/** Opens the models screen: a tab of it, or where it was left; a repository in the tab Discover. */
export function showModels(tab?: Screen['modelsTab'], repositoryId: string | null = null): void {
  const place = tab === undefined ? {} : { modelsTab: tab, repositoryId };
  useView.setState({ screen: 'models', drawerOpen: false, settingsOpen: false, ...place });
}

/** Opens a dialog on how a model runs, or closes it. */
export function showRunDialog(runDialog: RunDialog | null): void {
  useView.setState({ runDialog });
}

/** Keeps the address in step with the screen, so that back, forward and reload do what they do elsewhere. */
export function followAddress(): void {
  useView.subscribe((view) => {
    const address = writeAddress(view);
    if (address !== location.hash) history.pushState(null, '', address || location.pathname + location.search);
  });
  window.addEventListener('popstate', () => {
    const place = readAddress(location.hash);
    useView.setState(place.screen === 'chat' ? { screen: 'chat' } : place);
  });
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
