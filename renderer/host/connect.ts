import { createORPCClient } from '@orpc/client';
import type { ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../electron/contract.ts';

/** Every call of the contract, typed. */
export type Host = ContractRouterClient<typeof contract>;

type Link = ClientLink<Record<never, never>>;
type Opened = { link: Link; closed: Promise<void> };

/** `unauthorised`: the web shell no longer knows this browser, and its one-time link must be used again. */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'unauthorised';

class UnauthorisedError extends Error {}

let current: Link | null = null;

/** The one client of the contract. It stays the same object across reconnects. */
export const host: Host = createORPCClient<Host>({
  call: (path, input, options) =>
    current === null ? Promise.reject(new Error('There is no connection')) : current.call(path, input, options),
});

/** Connects, and connects again after each loss, for as long as the page lives. */
export async function keepConnected(events: {
  onStatus(status: ConnectionStatus): void;
  /** Called for each new connection; the signal aborts when it is lost. */
  onOpen(signal: AbortSignal): void;
}): Promise<never> {
  let failures = 0;
  for (;;) {
    try {
      const opened = await (location.protocol === 'app:' ? openPort() : openSocket());
      current = opened.link;
      failures = 0;
      events.onStatus('open');
      const lifetime = new AbortController();
      events.onOpen(lifetime.signal);
      await opened.closed;
      current = null;
      lifetime.abort();
      events.onStatus('lost');
    } catch (error) {
      events.onStatus(error instanceof UnauthorisedError ? 'unauthorised' : 'lost');
    }
    failures += 1;
    await waitToRetry(Math.min(10_000, 250 * 2 ** Math.min(failures, 6)));
  }
}

let retryNow = (): void => {};

/** Tries to reconnect at once instead of after the pause. */
export function reconnectNow(): void {
  retryNow();
}

function waitToRetry(pauseMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pauseMs);
    function done(): void {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    }
    retryNow = done;
    window.addEventListener('online', done);
  });
}

/** Desktop: the preload hands the other end of this channel to the main process. */
async function openPort(): Promise<Opened> {
  const channel = new MessageChannel();
  const port = channel.port1;
  const closed = new Promise<void>((resolve) => port.addEventListener('close', () => resolve(), { once: true }));
  const link = new PortLink({ port });
  port.start();
  window.postMessage({ type: 'conclave:connect' }, '/', [channel.port2]);
  return { link, closed };
}

/** Web shell: the same procedures over a WebSocket, authorised by the cookie that the one-time link has set. */
async function openSocket(): Promise<Opened> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const websocket = new WebSocket(`${scheme}://${location.host}/rpc`);
  const closed = new Promise<void>((resolve) => websocket.addEventListener('close', () => resolve(), { once: true }));
  const link = new SocketLink({ websocket });
  const opened = new Promise<'open'>((resolve) => {
    websocket.addEventListener('open', () => resolve('open'), { once: true });
  });
  if ((await Promise.race([opened, closed])) === 'open') return { link, closed };
  throw (await isUnauthorised()) ? new UnauthorisedError() : new Error('The WebSocket did not open');
}

/** A browser hides why a WebSocket was refused, so an ordinary request asks again. */
async function isUnauthorised(): Promise<boolean> {
  const response = await fetch('/', { method: 'HEAD', cache: 'no-store' });
  return response.status === 401 || response.status === 403;
}
