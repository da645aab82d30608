import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { HostContext } from '../host-context.ts';
import { router } from '../router.ts';

const handler = new RPCHandler(router);

/** Serves the contract on one WebSocket, until it closes. */
export function serveWebSocket(socket: WebSocket, context: HostContext): void {
  // What is no WebSocket frame, or too large a one, ends this connection and nothing else.
  socket.on('error', () => context.log.warn({ component: 'webShell', event: 'brokenSocket' }));
  void handler.upgrade(socket, { context });
}
