import { RPCHandler } from '@orpc/server/message-port';
import type { HostContext } from '../host-context.ts';
import { router } from '../router.ts';

const handler = new RPCHandler(router);

type Port = Parameters<typeof handler.upgrade>[0];

/** Serves the contract on one end of a MessagePort: a DOM or Node port, or Electron's MessagePortMain. */
export function servePort(port: Port & { start?: () => void }, context: HostContext): void {
  handler.upgrade(port, { context });
  port.start?.();
}
