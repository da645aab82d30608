// npm run ask -- "question": asks without a window. Standard output holds the reply and nothing else.
import './steps/require-node.mjs';

import { buildApp } from './steps/build-app.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { runWithNode24 } from './steps/node24.mjs';
import { runCommand } from './steps/project.mjs';

await runCommand(async () => {
  await installDependencies();
  await buildApp();
  // Paths are meant as they were typed: npm changes to the project's folder before it runs this.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return runWithNode24('out/main/ask.js', process.argv.slice(2), { stdio: 'inherit', cwd });
});
