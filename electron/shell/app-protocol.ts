import { protocol } from 'electron';
import { readRendererFile, securityHeaders } from '../host/transport/renderer-files.ts';

/** Serves the built page under `app://conclave/`. */
export function handleAppProtocol(rendererFolder: string): void {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === 'conclave' ? await readRendererFile(rendererFolder, pathname) : null;
    if (!file) return new Response('Not found', { status: 404 });
    return new Response(new Uint8Array(file.content), {
      headers: { ...securityHeaders, 'content-type': file.mediaType },
    });
  });
}
