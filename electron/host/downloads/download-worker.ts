import { parentPort, workerData } from 'node:worker_threads';
import { FileHasher } from './transfer/hash-files.ts';
import type { ToHashWorker } from './transfer/hash-protocol.ts';
import { Transfers } from './transfer/transfers.ts';
import type { ToTransferWorker, WorkerRole } from './worker-protocol.ts';

// Two threads run this script: one moves bytes, and starts the other, which hashes them.
const role = workerData as WorkerRole;
const port = parentPort!;
if (role.role === 'hash') {
  const hasher = new FileHasher((message) => port.postMessage(message));
  port.on('message', (message: ToHashWorker) => hasher.take(message));
} else {
  const transfers = new Transfers(role.scriptPath, role.stallMs, (message) => port.postMessage(message));
  port.on('message', (message: ToTransferWorker) => transfers.take(message));
}
