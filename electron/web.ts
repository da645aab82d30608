import { parseArgs } from 'node:util';
import { findAppPaths } from './app-paths.ts';
import { createNodeHost } from './create-node-host.ts';
import { startWebShell } from './host/transport/web-shell-server.ts';

const { values } = parseArgs({ options: { port: { type: 'string' } }, strict: false });
const port = Number(values.port ?? 0);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port takes a number from 0 to 65535, not ${String(values.port)}.`);
  process.exit(2);
}

const host = createNodeHost(import.meta.dirname);

try {
  const server = await startWebShell(host.context, findAppPaths(import.meta.dirname, null).renderer, port);
  console.log(
    `Conclave runs on this machine only. Open this link, which works once:\n\n  ${server.link}\n\nCtrl+C ends it.`,
  );
  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    await server.close();
    await host.close();
    process.exit(0);
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
  process.on('SIGHUP', close);
} catch (error) {
  await host.close();
  const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(
    inUse ? `Port ${port} is in use. Choose another one with --port.` : `The web shell cannot start: ${String(error)}`,
  );
  process.exit(1);
}
