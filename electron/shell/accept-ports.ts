import { ipcMain } from 'electron';
import type { HostContext } from '../host/host-context.ts';
import { servePort } from '../host/transport/serve-port.ts';
import { isOurPage } from './is-our-page.ts';

/** Serves the contract on each MessagePort that our own page sends; any other sender is ignored. */
export function acceptPorts(context: HostContext): void {
  ipcMain.on('conclave:connect', (event) => {
    const [port] = event.ports;
    if (!port || !isOurPage(event.senderFrame)) {
      context.log.warn({ component: 'shell', event: 'foreignSender' });
      return;
    }
    servePort(port, context);
  });
}
