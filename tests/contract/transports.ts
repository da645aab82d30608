import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { contract } from '../../electron/contract.ts';
import type { HostContext } from '../../electron/host/host-context.ts';
import { servePort } from '../../electron/host/transport/serve-port.ts';
import { startWebShell } from '../../electron/host/transport/web-shell-server.ts';
import { projectFolder } from '../fixtures/project-paths.ts';

/** Every call of the contract, as a page makes it. */
export type Client = ContractRouterClient<typeof contract>;

export interface Connection {
  client: Client;
  /** Ends the connection as a page that is closed does. */
  close(): void;
}

export interface Transport {
  /** A new connection, like another window's. */
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

/** The ways to reach the host. The suite runs over each of them. */
export const transports: { name: string; serve: (context: HostContext) => Promise<Transport> }[] = [
  { name: 'MessagePort', serve: serveOverPorts },
  { name: 'WebSocket', serve: serveOverWebSockets },
];

async function serveOverPorts(context: HostContext): Promise<Transport> {
  const connect = async (): Promise<Connection> => {
    const { port1, port2 } = new MessageChannel();
    servePort(port2 as never, context);
    const client = createORPCClient<Client>(new PortLink({ port: port1 as never }));
    port1.start();
    return { client, close: () => port1.close() };
  };
  return { connect, close: async () => {} };
}

async function serveOverWebSockets(context: HostContext): Promise<Transport> {
  const server = await startWebShell(context, projectFolder);
  return { connect: await redeemLink(server.link), close: () => server.close() };
}

/** Opens a web shell's one-time link, and gives the way to connect to it from then on. */
export async function redeemLink(link: string): Promise<() => Promise<Connection>> {
  const { origin } = new URL(link);
  const response = await fetch(link, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  return async () => {
    const websocket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers: { cookie, origin } });
    const client = createORPCClient<Client>(new SocketLink({ websocket: websocket as never }));
    await once(websocket, 'open');
    return { client, close: () => websocket.terminate() };
  };
}
