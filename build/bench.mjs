// npm run bench [-- NAME…]: prints one JSON line a figure on standard output.
import './steps/require-node.mjs';

import { buildApp } from './steps/build-app.mjs';
import { installDependencies } from './steps/install-dependencies.mjs';
import { findNode24 } from './steps/node24.mjs';
import { displayCommand } from './steps/prepare-display.mjs';
import { prepareElectron } from './steps/prepare-electron.mjs';
import { inProject, runCommand } from './steps/project.mjs';
import { runProcess } from './steps/run-process.mjs';

await runCommand(async () => {
  await installDependencies();
  await buildApp();
  const electron = await prepareElectron();
  const command = [
    ...displayCommand(),
    findNode24(),
    inProject('tests', 'performance', 'bench.ts'),
    ...process.argv.slice(2),
  ];
  return runProcess(command[0], command.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CONCLAVE_TEST_ELECTRON: electron.executable },
  });
});
