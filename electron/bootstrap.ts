import { app } from 'electron';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findDataFolder } from './host/data-folder.ts';
import { registerAppScheme } from './shell/app-scheme.ts';

/**
 * What has to happen before Electron is ready. It is built as CommonJS, which loads at once: an ES module loads
 * asynchronously, and Electron may be ready before it has run.
 */

// Electron's own state lies beside ours: one folder holds everything, and two folders are two apps.
app.setPath('userData', join(findDataFolder().root, 'window'));

if (app.requestSingleInstanceLock()) {
  registerAppScheme();
  import(pathToFileURL(join(__dirname, '..', 'main', 'main.js')).href).catch((error: unknown) => {
    console.error(error);
    app.exit(1);
  });
} else {
  app.quit();
}
