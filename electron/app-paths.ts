import { join } from 'node:path';

const embeddedFileName = 'Ember-12M-A6M-Q8_0.gguf';

/** Where the built parts lie, seen from the folder of the main bundle (`out/main`). */
export function findAppPaths(mainFolder: string, resourcesFolder: string | null) {
  const root = join(mainFolder, '..', '..');
  return {
    manifest: join(root, 'package.json'),
    engineEntry: join(mainFolder, 'engine.js'),
    compileWorker: join(mainFolder, 'compile-worker.js'),
    downloadWorker: join(mainFolder, 'download-worker.js'),
    libraryWorker: join(mainFolder, 'library-worker.js'),
    preload: join(mainFolder, '..', 'preload', 'preload.cjs'),
    renderer: join(mainFolder, '..', 'renderer'),
    /** A packaged app carries the model outside its archive, so that it can be mapped into memory. */
    embeddedModel: join(resourcesFolder ?? root, 'models', 'embedded', embeddedFileName),
  };
}
