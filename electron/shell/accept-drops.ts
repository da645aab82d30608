import { ipcMain } from 'electron';
import { isAbsolute } from 'node:path';
import type { HostContext } from '../host/host-context.ts';
import { isOurPage } from './is-our-page.ts';

const maxFiles = 200;

/** Takes the paths of files that were dropped on our own page; they come from the preload, never from the page. */
export function acceptDrops(context: HostContext): void {
  ipcMain.on('conclave:drop', (event, given: unknown) => {
    if (!isOurPage(event.senderFrame)) {
      context.log.warn({ component: 'shell', event: 'foreignSender' });
      return;
    }
    const paths = Array.isArray(given) ? given.slice(0, maxFiles) : [];
    void context.dropped.offer(paths.filter((path) => typeof path === 'string' && isAbsolute(path)));
  });
}
