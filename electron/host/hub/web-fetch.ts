import type { Dispatcher } from 'undici';

const proxyVariables = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
let proxyAgent: Promise<Dispatcher> | null = null;

/** The way through the proxy that the environment names (with NO_PROXY); null for a direct connection. */
export async function findProxy(url: URL): Promise<Dispatcher | null> {
  if (!proxyVariables.some((name) => process.env[name]) || isLoopback(url)) return null;
  // Loaded at first use: most machines have no proxy.
  proxyAgent ??= import('undici').then(({ EnvHttpProxyAgent }) => new EnvHttpProxyAgent());
  return proxyAgent;
}

/** `fetch`, through a proxy where the environment names one. */
export async function webFetch(url: URL, init: RequestInit): Promise<Response> {
  const dispatcher = await findProxy(url);
  if (!dispatcher) return fetch(url, init);
  const undici = await import('undici');
  return (await undici.fetch(url, { ...init, dispatcher } as never)) as unknown as Response;
}

/** Whether an address lies on this machine, which no proxy can see. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
