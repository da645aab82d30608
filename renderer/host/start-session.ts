import { useConnection } from '../stores/connection-store.ts';
import { keepConnected } from './connect.ts';
import { watchApp } from './watch-app.ts';
import { watchConversationInView } from './watch-chat.ts';

/** Connects to the host and keeps the stores fed for as long as the page lives. */
export function startSession(): void {
  void keepConnected({
    onStatus: (status) =>
      useConnection.setState((before) => ({ status, everOpen: before.everOpen || status === 'open' })),
    onOpen: (signal) => {
      watchApp(signal);
      watchConversationInView(signal);
    },
  });
}
