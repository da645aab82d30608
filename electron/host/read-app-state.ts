import { visibleSettingsSchema } from '../../models/settings.ts';
import type { AppEvent } from '../contract/app-state.ts';
import { modelSchema } from '../contract/models-state.ts';
import { toSummary } from './chat/read-conversation.ts';
import type { HostContext } from './host-context.ts';

/** The state of the app, one event a slice. */
export function readAppState(context: HostContext): AppEvent[] {
  return [
    { type: 'settings', settings: visibleSettingsSchema.parse(context.settings.current) },
    { type: 'engine', engine: context.engine.state },
    readModels(context),
    { type: 'engineJob', engineJob: context.jobs.state },
    readLibrary(context),
    { type: 'downloads', downloads: context.downloads.state },
    { type: 'hubAccess', hubAccess: context.hub.access },
    { type: 'notices', notices: context.notices.list() },
    {
      type: 'conversations',
      conversations: context.store
        .listConversations()
        .map((stored) => toSummary(stored, context.replies.isRunning(stored.id))),
    },
  ];
}

/** The models as a page may see them: without their paths. */
export function readModels(context: Pick<HostContext, 'library' | 'loader'>): AppEvent {
  const { library, loader } = context;
  const models = library.list().map((model) => modelSchema.parse(model));
  return { type: 'models', models: { models, selectedId: library.selected.id, load: loader.state } };
}

/** Where models come from, and what is being done with their files. */
export function readLibrary({ library, tasks, dropped }: Pick<HostContext, 'library' | 'tasks' | 'dropped'>): AppEvent {
  return { type: 'library', library: { places: library.places, tasks: tasks.list(), dropped: dropped.state } };
}
