import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { maxMessageCharacters } from '../../contract/chat-events.ts';
import type { HostContext } from '../host-context.ts';
import { readRendererFile, securityHeaders } from './renderer-files.ts';
import { serveWebSocket } from './serve-websocket.ts';
import { WebShellAccess } from './web-shell-access.ts';

/** Above the largest call: a message of the greatest length in UTF-8, or a word list. */
const maxFrameBytes = Math.max(maxMessageCharacters * 4, 64_000_000);

const refusals = {
  foreignHost: { status: 403, text: 'This address is not served here. Use the link that Conclave printed.' },
  foreignOrigin: { status: 403, text: 'Only the page of Conclave itself may connect.' },
  noSession: {
    status: 401,
    text: 'Open the one-time link that Conclave printed. For a new link, start Conclave again.',
  },
} as const;

export interface WebShellServer {
  /** Works once. */
  link: string;
  close(): Promise<void>;
}

/** Serves page and contract on 127.0.0.1, to the browser that opens the one-time link. Port 0 takes a free one. */
export async function startWebShell(context: HostContext, rendererFolder: string, port = 0): Promise<WebShellServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const access = new WebShellAccess((server.address() as AddressInfo).port);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes });
  server.on('request', (request, response) => void answer(request, response, access, rendererFolder));
  server.on('upgrade', (request, socket, head) => {
    // A connection that breaks here has nobody else to hear of it, and would end the process.
    socket.on('error', () => socket.destroy());
    const refused = access.checkHost(request) ?? access.checkOrigin(request) ?? access.checkSession(request);
    if (refused || readUrl(request)?.pathname !== '/rpc') {
      context.log.warn({ component: 'webShell', event: 'refusedSocket', reason: refused ?? 'path' });
      return refuseSocket(socket, refused ? refusals[refused].status : 404);
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => serveWebSocket(webSocket, context));
  });
  return { link: access.link, close: () => closeServer(server, sockets) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: WebShellAccess,
  rendererFolder: string,
): Promise<void> {
  const url = readUrl(request);
  const foreign = access.checkHost(request);
  if (foreign) return refuse(response, foreign);
  if (!url) return void response.writeHead(400, securityHeaders).end('Bad request');
  if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end();
  if (url.pathname === '/open') {
    const cookie = access.redeem(url.searchParams.get('token'));
    if (!cookie && access.checkSession(request)) return refuse(response, 'noSession');
    const headers = { ...securityHeaders, location: '/', ...(cookie ? { 'set-cookie': cookie } : {}) };
    return void response.writeHead(303, headers).end();
  }
  const refused = access.checkSession(request);
  if (refused) return refuse(response, refused);
  const file = await readRendererFile(rendererFolder, url.pathname);
  if (!file) return void response.writeHead(404, securityHeaders).end('Not found');
  response.writeHead(200, { ...securityHeaders, 'content-type': file.mediaType, 'cache-control': 'no-cache' });
  response.end(request.method === 'HEAD' ? undefined : file.content);
}

/** Null for a path that is no URL, such as `//`. */
function readUrl(request: IncomingMessage): URL | null {
  const path = request.url ?? '/';
  return URL.canParse(path, 'http://localhost') ? new URL(path, 'http://localhost') : null;
}

function refuse(response: ServerResponse, reason: keyof typeof refusals): void {
  const { status, text } = refusals[reason];
  response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function refuseSocket(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function closeServer(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
