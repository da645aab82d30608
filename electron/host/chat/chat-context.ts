import type { ConversationSummary, Restart } from '../../../models/conversation/conversation.ts';
import type { AppWatchers } from '../app-watchers.ts';
import type { Engine } from '../engine/engine.ts';
import type { GateLists } from '../filter/gate-lists.ts';
import type { ModelLoader } from '../library/model-loader.ts';
import type { Logger } from '../log.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { ConversationStore } from '../storage/conversation-store.ts';
import type { RestartCounter } from '../storage/restart-counter.ts';
import type { RetryingWrites } from '../storage/retrying-writes.ts';
import type { StorageHealth } from '../storage/storage-health.ts';
import type { ChatWatchers } from './chat-watchers.ts';
import type { Replies } from './replies.ts';
import type { SavedStates } from './saved-states.ts';
import { findConversation, toSummary } from './read-conversation.ts';

/** What the use cases of the chat work with. */
export interface ChatContext {
  engine: Engine;
  loader: ModelLoader;
  gateLists: GateLists;
  settings: SettingsFile;
  store: ConversationStore;
  health: StorageHealth;
  restarts: RestartCounter;
  writes: RetryingWrites;
  replies: Replies;
  savedStates: SavedStates;
  /** Conversations that are closed although the disk has not taken it yet. */
  unsavedRestarts: Map<string, Restart>;
  chatWatchers: ChatWatchers;
  appWatchers: AppWatchers;
  log: Logger;
}

/** Tells every page that a conversation's entry in the list changed. */
export function publishSummary(context: ChatContext, conversationId: string): void {
  const stored = findConversation(context, conversationId);
  if (!stored) return;
  const conversation: ConversationSummary = toSummary(stored, context.replies.isRunning(conversationId));
  context.appWatchers.publish({ type: 'conversationChanged', conversation });
}
