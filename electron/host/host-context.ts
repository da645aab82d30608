import type { AppInfo } from '../contract/app-state.ts';
import type { ChatContext } from './chat/chat-context.ts';
import type { Hub } from './hub/hub.ts';
import type { ModelLibrary } from './library/model-library.ts';
import type { Notices } from './notices.ts';

/** Everything the use cases work with. */
export interface HostContext extends ChatContext {
  info: AppInfo;
  notices: Notices;
  library: ModelLibrary;
  hub: Hub;
  /** Shows the system's file dialog and gives the path chosen; null where there is none. */
  pickModelFile: (() => Promise<string | null>) | null;
}
