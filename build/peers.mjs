// node build/peers.mjs: builds llama-bench and llama-server where they are missing, and prints where they lie as JSON.
import './steps/require-node.mjs';

import { buildPeers } from './steps/build-peers.mjs';
import { runCommand } from './steps/project.mjs';

await runCommand(async () => {
  process.stdout.write(`${JSON.stringify(await buildPeers())}\n`);
});
