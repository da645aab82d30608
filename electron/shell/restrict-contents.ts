import { app, session, shell } from 'electron';
import { pageUrl } from './app-scheme.ts';

const externalProtocols = new Set(['https:', 'http:', 'mailto:']);

/** Keeps every page where it is: no navigation, no windows, no permissions; links open in the system's browser. */
export function restrictContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(pageUrl)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (URL.canParse(url) && externalProtocols.has(new URL(url).protocol)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/** Grants writing to the clipboard, for the copy buttons, and nothing else. */
export function restrictPermissions(): void {
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write';
  session.defaultSession.setPermissionRequestHandler((_contents, permission, grant) => grant(allowed(permission)));
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed(permission));
}
