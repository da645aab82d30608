import type { AppEvent } from '../../electron/contract/app-state.ts';
import { putConversation, removeConversation, setConversations } from '../stores/conversations-store.ts';
import { setDownloads } from '../stores/downloads-store.ts';
import { forgetDraft } from '../stores/drafts.ts';
import { useEngineJob } from '../stores/engine-job-store.ts';
import { useEngine } from '../stores/engine-store.ts';
import { setHubAccess } from '../stores/hub-store.ts';
import { useLibrary } from '../stores/library-store.ts';
import { setModels } from '../stores/models-store.ts';
import { useNotices } from '../stores/notices-store.ts';
import { setSettings } from '../stores/settings-store.ts';
import { openConversation, useView } from '../stores/view-store.ts';
import { host } from './connect.ts';
import { follow } from './follow.ts';

/** Feeds every store but the chat's, until the signal aborts. */
export function watchApp(signal: AbortSignal): void {
  host.app.info(undefined, { signal }).then(
    (info) => useEngine.setState({ info }),
    () => {},
  );
  void follow({
    subscribe: (inner) => host.app.watch(undefined, { signal: inner }),
    onEvent: applyAppEvent,
    onError: () => true,
    signal,
  });
}

function applyAppEvent(event: AppEvent): void {
  switch (event.type) {
    case 'engine':
      return useEngine.setState({ engine: event.engine });
    case 'models':
      return setModels(event.models);
    case 'engineJob':
      return useEngineJob.setState({ job: event.engineJob });
    case 'library':
      return useLibrary.setState(event.library);
    case 'downloads':
      return setDownloads(event.downloads);
    case 'hubAccess':
      return setHubAccess(event.hubAccess);
    case 'settings':
      return setSettings(event.settings);
    case 'notices':
      return useNotices.setState({ fromHost: event.notices });
    case 'conversations':
      return setConversations(event.conversations);
    case 'conversationChanged':
      return putConversation(event.conversation);
    case 'conversationDeleted':
      return leaveConversation(event.conversationId);
  }
}

function leaveConversation(conversationId: string): void {
  removeConversation(conversationId);
  forgetDraft(conversationId);
  if (useView.getState().conversationId === conversationId) openConversation(null);
}
