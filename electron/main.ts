import { app, BrowserWindow } from 'electron';
import { findAppPaths } from './app-paths.ts';
import { createHost, type Host } from './host/create-host.ts';
import { findDataFolder } from './host/data-folder.ts';
import { EncryptedSecretStore } from './host/hub/encrypted-secret-store.ts';
import { acceptDrops } from './shell/accept-drops.ts';
import { acceptPorts } from './shell/accept-ports.ts';
import { handleAppProtocol } from './shell/app-protocol.ts';
import { followDownloads } from './shell/follow-downloads.ts';
import { openWindow } from './shell/open-window.ts';
import { desktop } from './shell/desktop.ts';
import { restrictContents, restrictPermissions } from './shell/restrict-contents.ts';
import { setMenu } from './shell/set-menu.ts';
import { startUtilityEngine } from './shell/start-utility-engine.ts';
import { systemCipher } from './shell/system-cipher.ts';
import { createEngineEnvironment } from './system/engine-environment.ts';

const paths = findAppPaths(import.meta.dirname, app.isPackaged ? process.resourcesPath : null);
const folder = findDataFolder();

restrictContents();
// Not awaited at the top level: in an ESM main process that dead-locks.
void app.whenReady().then(start);

function start(): void {
  handleAppProtocol(paths.renderer);
  restrictPermissions();
  setMenu();
  const host = createHost({
    folder,
    version: app.getVersion(),
    shell: 'desktop',
    embeddedModelPath: paths.embeddedModel,
    startEngineProcess: startUtilityEngine(paths.engineEntry, createEngineEnvironment),
    compileWorkerPath: paths.compileWorker,
    downloadWorkerPath: paths.downloadWorker,
    libraryWorkerPath: paths.libraryWorker,
    desktop,
    secretStore: new EncryptedSecretStore(folder.hubToken, systemCipher),
  });
  acceptPorts(host.context);
  acceptDrops(host.context);
  followDownloads(host.context.downloads);
  const open = () => openWindow(paths.preload, host.context.settings.current.theme);
  open();
  keepAlive(host, open);
}

/** Ties the life of the app to its windows and replies: a reply that is being written outlives its window. */
function keepAlive(host: Host, open: () => BrowserWindow): void {
  let closed = false;
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) return void open();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  // Watching folders has its limits; whoever comes back from the file manager expects to see what he put there.
  app.on('browser-window-focus', () => void host.context.library.refresh());
  app.on('activate', () => {
    if (!BrowserWindow.getAllWindows().length) open();
  });
  app.on('window-all-closed', async () => {
    if (process.platform === 'darwin') return;
    await host.context.replies.settle();
    if (!BrowserWindow.getAllWindows().length) app.quit();
  });
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void host.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}
