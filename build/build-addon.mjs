// npm run build:addon: builds the library that lets llama.cpp keep experts in system memory. The app's build does it too.
import './steps/require-node.mjs';

import { buildAddon } from './steps/build-addon.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { runCommand } from './steps/project.mjs';

await runCommand(async () => {
  await installDependencies();
  buildAddon();
});
