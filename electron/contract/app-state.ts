import { z } from 'zod';
import { conversationSummarySchema } from '../../models/conversation/conversation.ts';
import { visibleSettingsSchema } from '../../models/settings.ts';
import { downloadsStateSchema } from './downloads-state.ts';
import { engineStateSchema } from './engine-state.ts';
import { hubAccessSchema } from './hub-offers.ts';
import { engineJobSchema, libraryStateSchema, modelsStateSchema } from './models-state.ts';

/** What the page needs to know about where it runs. */
export const appInfoSchema = z.object({
  version: z.string(),
  shell: z.enum(['desktop', 'web']),
  /** The folder that holds everything, as text to show. The page has no access to it. */
  dataFolder: z.string(),
  /** Whether there are file dialogs, and a file manager to show a file in. */
  canOpenModelFile: z.boolean(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** Something the user should know that belongs to no conversation; `key` is stable, so that it can be replaced. */
export const noticeSchema = z.object({
  key: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** `app.watch`: the whole state first, one event a slice, then each slice again whenever it changes. */
export const appEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('engine'), engine: engineStateSchema }),
  z.object({ type: z.literal('models'), models: modelsStateSchema }),
  z.object({ type: z.literal('engineJob'), engineJob: engineJobSchema.nullable() }),
  z.object({ type: z.literal('library'), library: libraryStateSchema }),
  z.object({ type: z.literal('downloads'), downloads: downloadsStateSchema }),
  z.object({ type: z.literal('hubAccess'), hubAccess: hubAccessSchema }),
  z.object({ type: z.literal('settings'), settings: visibleSettingsSchema }),
  z.object({ type: z.literal('notices'), notices: z.array(noticeSchema) }),
  z.object({ type: z.literal('conversations'), conversations: z.array(conversationSummarySchema) }),
  z.object({ type: z.literal('conversationChanged'), conversation: conversationSummarySchema }),
  z.object({ type: z.literal('conversationDeleted'), conversationId: z.string() }),
]);
export type AppEvent = z.infer<typeof appEventSchema>;
