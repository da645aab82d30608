import { EngineServer } from './engine-server.ts';
import { LlamaCppRuntime } from './llama-cpp/llama-cpp-runtime.ts';
import { connectToParent } from './parent-link.ts';

// What runs inside the engine process. The host starts it with a channel, waits for `ready`, and talks the protocol.

function dieOf(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
process.on('uncaughtException', dieOf);
process.on('unhandledRejection', dieOf);

const server = new EngineServer(new LlamaCppRuntime(), (message) => link.send(message), dieOf);
const link = connectToParent(
  (request) => {
    if (request.type === 'stop') process.exit(0);
    server.handle(request);
  },
  () => process.exit(0),
);
link.send({ type: 'ready', pid: process.pid });
