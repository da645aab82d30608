import { protocol } from 'electron';

export const pageUrl = 'app://conclave/';

/** Makes `app:` a scheme like https for the page. Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}
