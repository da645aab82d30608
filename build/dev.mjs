// npm run dev: opens the app, and builds and opens it anew whenever a source changes. Closing it ends the command.
import './steps/require-node.mjs';

import { watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { buildApp, sourceFolders } from './steps/build-app.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { openApp } from './steps/open-app.mjs';
import { inProject, runCommand, say } from './steps/project.mjs';

/** Editors write a file in several steps. */
const settleMs = 300;

/** Resolves when a source has changed and the writing has settled. */
async function waitForChange() {
  await new Promise((resolve) => {
    const watchers = sourceFolders.map((folder) =>
      watch(inProject(folder), { recursive: true }, () => {
        for (const watcher of watchers) watcher.close();
        resolve();
      }),
    );
  });
  await pause(settleMs);
}

async function tryToBuild() {
  try {
    await buildApp();
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}

await runCommand(async () => {
  await installDependencies();
  for (;;) {
    const changed = waitForChange().then(() => 'changed');
    if (!(await tryToBuild())) {
      await changed;
      continue;
    }
    const stop = new AbortController();
    const app = openApp(process.argv.slice(2), { signal: stop.signal });
    const first = await Promise.race([app, changed]);
    if (first !== 'changed') process.exit(first);
    stop.abort();
    await app;
  }
});
