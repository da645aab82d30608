import type { ReplyPriority } from '../../../host/engine/engine-protocol.ts';

/** How much of the model's time a reply gets, in proportion to the others. */
const shares: Record<ReplyPriority, number> = { view: 3, background: 1 };

interface Waiting {
  readonly lane: Lane;
  readonly grant: () => void;
}

/**
 * Shares the model's time between replies: each takes a turn for one token, or for one slice of its prompt. Whoever
 * has had the least time for its share is next, so that a long prompt and a running stream each get theirs.
 */
export class EvaluationTurns {
  readonly #maxAtOnce: number;
  readonly #lanes = new Set<Lane>();
  #waiting: Waiting[] = [];
  #holders = 0;
  #choosing = false;
  readonly #aloneQueue: (() => Promise<void>)[] = [];
  #aloneRuns = false;
  /** What a reply has under way between its turns, until somebody else evaluates. */
  #ahead: (() => Promise<void>) | null = null;
  #onWanted: (() => void) | null = null;
  #beside = 0;
  /** Whose turn was the last one. */
  lastHolder: Lane | null = null;

  /** `maxAtOnce`: 1 where turns at a time would only share the same cores; more where the device batches them. */
  constructor(maxAtOnce: number) {
    this.#maxAtOnce = maxAtOnce;
  }

  /** A reply's part in the turns, until it leaves. */
  join(priority: ReplyPriority): Lane {
    const spent = [...this.#lanes].map((lane) => lane.spent).filter(Number.isFinite);
    const lane = new Lane(this, priority, spent.length ? Math.min(...spent) : 0);
    this.#lanes.add(lane);
    return lane;
  }

  leave(lane: Lane): void {
    this.#lanes.delete(lane);
    this.#choose();
  }

  /** Whether others use the context, too: then slices are to be short, and nothing is under way between turns. */
  get shared(): boolean {
    return this.#lanes.size > 1 || this.#beside > 0;
  }

  /** Runs work that needs the context between the turns, but not that replies rest all along. */
  async beside<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#beside++;
    this.#onWanted?.();
    try {
      await this.settleAhead();
      return await work();
    } finally {
      this.#beside--;
    }
  }

  /** Runs work while every reply rests between two turns. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#aloneQueue.push(() => this.settleAhead().then(work).then(resolve, reject));
      this.#onWanted?.();
      this.#choose();
    });
  }

  /** Takes a turn at once where nobody else could want it, which is most of the time. */
  takeAtOnce(): boolean {
    if (this.#lanes.size > 1 || this.#aloneRuns || this.#choosing || this.#aloneQueue.length > 0) return false;
    this.#holders++;
    return true;
  }

  take(lane: Lane): Promise<void> {
    return new Promise((grant) => {
      this.#waiting.push({ lane, grant });
      this.#onWanted?.();
      if (!this.#choosing) this.#choose();
    });
  }

  /** Called once somebody else wants the turn that is taken now. */
  whenWanted(callback: () => void): void {
    this.#onWanted = callback;
    if (this.#waiting.length > 0 || this.#aloneQueue.length > 0) callback();
  }

  /** Evaluation that goes on after the turn; `settle` ends it, and is called before anybody else evaluates. */
  keepAhead(settle: () => Promise<void>): void {
    this.#ahead = settle;
  }

  async settleAhead(): Promise<void> {
    const settle = this.#ahead;
    this.#ahead = null;
    await settle?.();
  }

  /** The one that ends its turn may want the next: it is asked for before the choice is made. */
  release(): void {
    this.#holders--;
    this.#onWanted = null;
    if (this.#lanes.size === 1 && this.#aloneQueue.length === 0) return;
    this.chooseSoon();
  }

  chooseSoon(): void {
    if (this.#choosing) return;
    this.#choosing = true;
    setImmediate(() => {
      this.#choosing = false;
      this.#choose();
    });
  }

  #choose(): void {
    if (this.#aloneRuns) return;
    if (this.#aloneQueue.length > 0) {
      // A reply that is not waiting is between its turns on its way to the next one, or to its end.
      if (this.#waiting.length === this.#lanes.size) this.#runAlone();
      return;
    }
    // Turns that begin together are evaluated together: one that began amid another would have a batch of its own.
    if (this.#holders > 0) return;
    while (this.#waiting.length > 0 && this.#holders < this.#maxAtOnce) {
      const next = this.#waiting.reduce((best, entry) => (entry.lane.spent < best.lane.spent ? entry : best));
      this.#waiting = this.#waiting.filter((entry) => entry !== next);
      this.#holders++;
      next.grant();
    }
  }

  #runAlone(): void {
    this.#aloneRuns = true;
    void this.#aloneQueue.shift()!().finally(() => {
      this.#aloneRuns = false;
      this.#choose();
    });
  }
}

/** One reply's turns. */
export class Lane {
  priority: ReplyPriority;
  /** Time taken, ms, divided by the share. */
  spent: number;
  readonly #turns: EvaluationTurns;

  constructor(turns: EvaluationTurns, priority: ReplyPriority, spent: number) {
    this.#turns = turns;
    this.priority = priority;
    this.spent = spent;
  }

  /** Whether others take turns, too. */
  get shared(): boolean {
    return this.#turns.shared;
  }

  /** Waits for a turn and does one step in it. `goesOn`: with what the last step of this reply has left under way. */
  async run<Result>(step: () => Promise<Result>, goesOn = false): Promise<Result> {
    if (!this.#turns.takeAtOnce()) await this.#turns.take(this);
    const startedAt = performance.now();
    try {
      if (!goesOn || this.#turns.lastHolder !== this) await this.#turns.settleAhead();
      this.#turns.lastHolder = this;
      return await step();
    } finally {
      this.spent += (performance.now() - startedAt) / shares[this.priority];
      this.#turns.release();
    }
  }

  /** In a step: called once somebody else wants the turn. Only where one turn is given at a time. */
  whenWanted(callback: () => void): void {
    this.#turns.whenWanted(callback);
  }

  /** In a step: leaves evaluation under way, which `settle` ends as soon as anybody else is to evaluate. */
  keepAhead(settle: () => Promise<void>): void {
    this.#turns.keepAhead(settle);
  }

  /** Goes first from now on: a reply that was aborted has only to end. */
  hurry(): void {
    this.spent = -Infinity;
    this.#turns.chooseSoon();
  }

  leave(): void {
    this.#turns.leave(this);
  }
}
