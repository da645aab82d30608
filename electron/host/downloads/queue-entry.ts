import type { Download, DownloadProblem } from '../../contract/downloads-state.ts';
import type { DownloadRecord } from './download-record.ts';
import { SpeedMeter } from './speed-meter.ts';
import type { TransferProgress } from './worker-protocol.ts';

/** Where a download stands with the transfer thread. */
export type Phase =
  | 'idle'
  | 'running'
  | 'waiting'
  | 'verifying'
  /** Stopped, but the thread may still be writing. */
  | 'stopping'
  | 'installing'
  | 'done';

/** A download in the queue: its record, and what it is doing. */
export class QueueEntry {
  record: DownloadRecord;
  phase: Phase = 'idle';
  /** Of a retry under way; problems that last are in the record. */
  retryProblem: DownloadProblem | null = null;
  modelId: string | null = null;
  doneBytes: number[];
  verifiedBytes = 0;
  readonly #speed = new SpeedMeter();

  constructor(record: DownloadRecord) {
    this.record = record;
    this.doneBytes = record.plan.files.map(() => 0);
  }

  get id(): string {
    return this.record.id;
  }

  get totalBytes(): number {
    return this.record.plan.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** Whether the transfer thread has it. */
  get active(): boolean {
    return this.phase === 'running' || this.phase === 'waiting' || this.phase === 'verifying';
  }

  setPhase(phase: Phase): void {
    if (phase !== this.phase) this.#speed.reset();
    this.phase = phase;
    if (phase !== 'waiting') this.retryProblem = null;
  }

  take(progress: TransferProgress): void {
    this.doneBytes = progress.doneBytes;
    this.verifiedBytes = progress.verifiedBytes;
    this.#speed.sample(this.phase === 'verifying' ? progress.verifiedBytes : progress.receivedBytes);
  }

  describe(): Download {
    const { fileNames, plan, problem } = this.record;
    const verifying = this.phase === 'verifying' || this.phase === 'installing';
    const totalBytes = this.totalBytes;
    const files = plan.files.map(({ sizeBytes }, index) => ({
      fileName: fileNames[index]!,
      doneBytes: Math.min(sizeBytes, this.phase === 'done' ? sizeBytes : this.doneBytes[index]!),
      totalBytes: sizeBytes,
    }));
    const here = files.reduce((sum, { doneBytes }) => sum + doneBytes, 0);
    const doneBytes = verifying ? Math.min(totalBytes, this.verifiedBytes) : here;
    const bytesPerSecond = this.phase === 'running' || this.phase === 'verifying' ? this.#speed.bytesPerSecond : null;
    return {
      id: this.id,
      repositoryId: plan.repositoryId,
      revision: plan.revision,
      offerKey: plan.offerKey,
      name: plan.name,
      level: plan.level,
      files,
      doneBytes,
      totalBytes,
      bytesPerSecond,
      status: this.#status(),
      problem: this.retryProblem ?? problem,
      secondsLeft: bytesPerSecond === null ? null : Math.ceil((totalBytes - doneBytes) / bytesPerSecond),
      modelId: this.modelId,
    };
  }

  #status(): Download['status'] {
    if (this.phase === 'done') return 'done';
    if (this.record.status === 'paused' || this.record.status === 'failed') return this.record.status;
    if (this.phase === 'running' || this.phase === 'waiting') return this.phase;
    if (this.phase === 'verifying' || this.phase === 'installing') return 'verifying';
    return 'queued';
  }
}
