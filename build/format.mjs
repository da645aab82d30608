// npm run format: formats every file in place.
import './steps/require-node.mjs';

import { installDependencies } from './steps/install-dependencies.mjs';
import { runWithNode24 } from './steps/node24.mjs';
import { runCommand } from './steps/project.mjs';

await runCommand(async () => {
  await installDependencies();
  return runWithNode24('node_modules/oxfmt/bin/oxfmt', ['.'], { stdio: 'inherit' });
});
