import { randomUUID } from 'node:crypto';
import { AppError } from '../../../models/app-error.ts';
import type { LibraryTask } from '../../contract/models-state.ts';
import { describeBug, type Logger } from '../log.ts';

/** What a task is given to work with. */
export interface TaskControl {
  signal: AbortSignal;
  onProgress(doneBytes: number): void;
}

interface Entry {
  task: LibraryTask;
  abort: AbortController;
}

const tellIntervalMs = 250;

/** Work on files that takes a while, one of a kind at a time. A task that ends well leaves the list by itself. */
export class LibraryTasks {
  readonly #log: Logger;
  readonly #entries = new Map<string, Entry>();
  readonly #last: Record<LibraryTask['kind'], Promise<void>> = { copy: Promise.resolve(), verify: Promise.resolve() };
  #listener: () => void = () => {};
  #tellTimer: NodeJS.Timeout | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  list(): LibraryTask[] {
    return [...this.#entries.values()].map(({ task }) => task);
  }

  /** Starts a task once those of its kind before it have ended. An AppError it throws becomes its problem. */
  start(
    about: Pick<LibraryTask, 'kind' | 'modelId' | 'fileName' | 'totalBytes'>,
    run: (control: TaskControl) => Promise<void>,
  ): void {
    const id = randomUUID();
    const entry: Entry = { task: { id, ...about, doneBytes: 0, problem: null }, abort: new AbortController() };
    this.#entries.set(id, entry);
    this.#last[about.kind] = this.#last[about.kind].then(() => this.#run(entry, run));
    this.#tell();
  }

  /** Whether a task of this kind is still at work on the model. */
  isRunning(kind: LibraryTask['kind'], modelId: string): boolean {
    return this.list().some((task) => task.kind === kind && task.modelId === modelId && task.problem === null);
  }

  /** Cancels a task, or takes one that ended badly out of the list. */
  dismiss(id: string): void {
    const entry = this.#entries.get(id);
    entry?.abort.abort();
    if (entry?.task.problem !== null) this.#remove(id);
  }

  /** Cancels the tasks at work on a model, and forgets their problems. */
  dismissOf(modelId: string): void {
    for (const task of this.list()) if (task.modelId === modelId) this.dismiss(task.id);
  }

  /** Cancels all, and resolves once nothing of them is left. */
  async close(): Promise<void> {
    for (const { abort } of this.#entries.values()) abort.abort();
    await Promise.all(Object.values(this.#last));
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
  }

  async #run(entry: Entry, run: (control: TaskControl) => Promise<void>): Promise<void> {
    const { id } = entry.task;
    const onProgress = (doneBytes: number) => {
      entry.task = { ...entry.task, doneBytes };
      this.#tellTimer ??= setTimeout(() => this.#tell(), tellIntervalMs).unref();
    };
    try {
      if (!entry.abort.signal.aborted) await run({ signal: entry.abort.signal, onProgress });
      this.#remove(id);
    } catch (error) {
      if (entry.abort.signal.aborted) return this.#remove(id);
      entry.task = { ...entry.task, problem: this.#explain(entry.task, error) };
      this.#tell();
    }
  }

  #explain({ kind, fileName }: LibraryTask, error: unknown): string {
    if (error instanceof AppError) return error.message;
    this.#log.error({ component: 'library', event: 'bug', task: kind, ...describeBug(error) });
    return kind === 'copy' ? `${fileName} could not be copied.` : `${fileName} could not be verified.`;
  }

  #remove(id: string): void {
    if (this.#entries.delete(id)) this.#tell();
  }

  #tell(): void {
    if (this.#tellTimer) clearTimeout(this.#tellTimer);
    this.#tellTimer = null;
    this.#listener();
  }
}
