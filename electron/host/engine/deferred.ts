/** A promise that is settled from outside. `Promise.withResolvers` is younger than the oldest Node the host runs on. */
export class Deferred {
  resolve!: () => void;
  reject!: (error: Error) => void;
  readonly promise: Promise<void>;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
