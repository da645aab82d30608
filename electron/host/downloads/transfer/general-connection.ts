import { Agent, type Dispatcher } from 'undici';
import type { AnswerReceiver, RangeConnection } from './range-connection.ts';

let agent: Agent | null = null;

/** GET by undici: through a proxy that the environment names, and for bodies without a length. Slower, but general. */
export class GeneralConnection implements RangeConnection {
  readonly #dispatcher: Dispatcher;
  #controller: Dispatcher.DispatchController | null = null;
  #receiver: AnswerReceiver | null = null;
  #paused = false;

  constructor(proxy: Dispatcher | null) {
    // The watchdog of the transfer takes the place of undici's timeouts.
    this.#dispatcher = proxy ?? (agent ??= new Agent({ pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }));
  }

  get(url: URL, headers: Record<string, string>, receiver: AnswerReceiver): void {
    this.#receiver = receiver;
    const isCurrent = () => this.#receiver === receiver;
    this.#dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart: (controller) => {
          this.#controller = controller;
          if (!isCurrent()) controller.abort(new Error('Dropped'));
        },
        onResponseStart: (controller, status, answerHeaders) => {
          if (!isCurrent()) return;
          if (!receiver.onHead({ status, headers: flatten(answerHeaders) })) this.destroy();
          else if (this.#paused) controller.pause();
        },
        onResponseData: (_controller, chunk) => {
          for (let rest = chunk; rest.length && isCurrent();) {
            const copied = rest.copy(receiver.target());
            rest = rest.subarray(copied);
            if (!receiver.onBytes(copied)) this.destroy();
          }
        },
        onResponseEnd: () => {
          if (!isCurrent()) return;
          this.#receiver = null;
          receiver.onEnd();
        },
        onResponseError: (_controller, error) => {
          if (!isCurrent()) return;
          this.#receiver = null;
          receiver.onError(error);
        },
      },
    );
  }

  pause(): void {
    this.#paused = true;
    this.#controller?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#controller?.resume();
  }

  destroy(): void {
    this.#receiver = null;
    this.#controller?.abort(new Error('Dropped'));
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
