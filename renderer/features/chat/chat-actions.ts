import type { SendOutcome } from '../../../electron/contract/chat-events.ts';
import type { SamplingChoice } from '../../../models/settings.ts';
import { host } from '../../host/connect.ts';
import { closeByRestart } from '../../stores/chat-store.ts';
import { moveDraft } from '../../stores/drafts.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { openConversation, useView } from '../../stores/view-store.ts';

/** Sends a message into the conversation in view. Rejects as the host does; on `restarted` the draft stays. */
export async function sendMessage(conversationId: string | null, text: string): Promise<SendOutcome> {
  const sampling = conversationId === null ? useView.getState().samplingOfNew : null;
  const outcome = await host.chat.send({ conversationId, text, sampling });
  const stillInView = useView.getState().conversationId === conversationId;
  if (conversationId === null && outcome.outcome === 'started') useView.setState({ samplingOfNew: null });
  if (outcome.outcome === 'restarted') {
    if (outcome.conversationId !== null) closeByRestart(outcome.conversationId, outcome.restart);
    else if (stillInView) useView.setState({ restartOfNew: outcome.restart });
  } else if (stillInView) {
    useView.setState({ restartOfNew: null });
    if (conversationId === null) openConversation(outcome.conversationId);
  }
  return outcome;
}

/** Samples the conversation's replies in its own way; null is one that begins with its first message. */
export function chooseSampling(conversationId: string | null, sampling: SamplingChoice | null): void {
  if (conversationId === null) useView.setState({ samplingOfNew: sampling });
  else host.conversations.setSampling({ conversationId, sampling }).catch(reportFailure);
}

/** Ends the running reply; its text stays. */
export function stopReply(conversationId: string): void {
  host.chat.stop({ conversationId }).catch(reportFailure);
}

/** Makes a new version of a reply; the way on after a crash, too. */
export function regenerateReply(conversationId: string, messageId: string): void {
  host.chat.regenerate({ conversationId, messageId }).catch(reportFailure);
}

/** Goes on in a new conversation from the last clean turn of a closed one, with its draft. */
export async function forkConversation(conversationId: string): Promise<void> {
  try {
    const fork = await host.chat.fork({ conversationId });
    moveDraft(conversationId, fork.conversationId);
    openConversation(fork.conversationId);
  } catch (error) {
    reportFailure(error);
  }
}

/** Shows another version of a message and what follows it. */
export function showVersion(conversationId: string, messageId: string): void {
  host.chat.showVersion({ conversationId, messageId }).catch(reportFailure);
}

/** Keeps a message in the model's sight when older turns have to leave the context, or no longer. */
export function pinMessage(conversationId: string, messageId: string, pinned: boolean): void {
  host.conversations.pin({ conversationId, messageId, pinned }).catch(reportFailure);
}
