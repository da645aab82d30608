import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Delta } from '../../models/conversation/conversation.ts';

export interface DirectRequest {
  prompt: string;
}

/** The pieces in which the library gave the reply, with the time since the prompt. */
export interface DirectReply {
  pieces: (Delta & { tokens: number; atMs: number })[];
}

/** What one reply of the library took; times count from the prompt. */
export interface DirectSample {
  text: string;
  firstTokenMs: number;
  decodeMs: number;
  /** When how many tokens were there: one mark a token. */
  marks: { tokens: number; atMs: number }[];
  pieces: DirectReply['pieces'];
}

/** The library in a child process. */
export class DirectLlama {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(): Promise<DirectLlama> {
    const child = fork(join(import.meta.dirname, 'direct-llama.ts'), [], { execArgv: [], serialization: 'advanced' });
    await next(child);
    return new DirectLlama(child);
  }

  /** Answers in a fresh session. */
  async answer(prompt: string): Promise<DirectSample> {
    const reply = next(this.#child);
    this.#child.send({ prompt } satisfies DirectRequest);
    const { pieces } = (await reply) as DirectReply;
    let tokens = 0;
    return {
      text: pieces.map(({ channel, text }) => (channel === 'answer' ? text : '')).join(''),
      firstTokenMs: pieces[0]!.atMs,
      decodeMs: pieces.at(-1)!.atMs - pieces[0]!.atMs,
      marks: pieces.map((piece) => ({ tokens: (tokens += piece.tokens), atMs: piece.atMs })),
      pieces,
    };
  }

  stop(): void {
    this.#child.disconnect();
  }
}

/** The child's next message; its end is an error. */
function next(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => (child.off('exit', onExit), resolve(message));
    const onExit = (code: number | null) => {
      child.off('message', onMessage);
      reject(new Error(`node-llama-cpp, driven directly, ended with ${String(code)}`));
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
