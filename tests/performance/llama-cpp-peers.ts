import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../fixtures/project-paths.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { type Mark, measureTokenSpeed } from './decode-marks.ts';
import { type BenchSpeeds, readBenchReport } from './llama-bench-report.ts';
import { readEventStream } from './server-sent-events.ts';

/** How a model is run, on both sides alike. */
export interface RunShape {
  modelPath: string;
  threads: number;
  batchSize: number;
  flashAttention: boolean;
  kvCacheType: string;
  contextSize: number;
}

/** Why llama.cpp's own programs are not there to compare with. */
export class PeersMissing extends Error {}

interface Peers {
  release: string;
  libraries: string;
  bench: string;
  server: string;
}

const run = promisify(execFile);

/** llama-bench and llama-server of the release in use, running with the very libraries of node-llama-cpp. */
export class LlamaCppPeers {
  readonly #peers: Peers;

  private constructor(peers: Peers) {
    this.#peers = peers;
  }

  /** Builds them where they are missing. */
  static async prepare(): Promise<LlamaCppPeers> {
    const child = spawn(process.execPath, [join(projectFolder, 'build', 'peers.mjs')]);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString('utf8')));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (exitCode !== 0) throw new PeersMissing(output.stderr.trim().split('\n').at(-1));
    return new LlamaCppPeers(JSON.parse(output.stdout) as Peers);
  }

  /** What they are, in words. */
  get description(): string {
    return `llama.cpp ${this.#peers.release}, linked against the libraries that node-llama-cpp ships`;
  }

  /** Prefill of so many tokens, or decode of so many behind `depth` tokens; each after a warm-up of its own. */
  async measureBench(shape: RunShape, test: { prompt: number } | { generate: number; depth: number }) {
    const asked = 'prompt' in test ? [test.prompt, 0, 0] : [0, test.generate, test.depth];
    const [prompt, generate, depth] = asked.map(String) as [string, string, string];
    const args = [...shapeArguments(shape), '-ngl', '0', '-p', prompt, '-n', generate, '-d', depth, '-r', '1'];
    const options = { ...this.#surroundings, maxBuffer: 1 << 24 };
    const { stdout } = await run(this.#peers.bench, [...args, '-o', 'json'], options);
    return readBenchReport(stdout) satisfies BenchSpeeds;
  }

  async startServer(shape: RunShape): Promise<LlamaServer> {
    const port = await findFreePort();
    const own = ['--host', '127.0.0.1', '--port', String(port), '--offline', '--no-ui', '-np', '1', '-cram', '0'];
    const context = ['-c', String(shape.contextSize), '-tb', String(shape.threads), '-ngl', '0'];
    const args = [...shapeArguments(shape), ...context, ...own];
    const child = spawn(this.#peers.server, args, { ...this.#surroundings, stdio: 'ignore' });
    const server = new LlamaServer(child, `http://127.0.0.1:${port}`);
    await server.waitUntilReady();
    return server;
  }

  /** llama.cpp looks for its CPU backends in the current folder, and the system's loader for its libraries here. */
  get #surroundings() {
    const { libraries } = this.#peers;
    return { cwd: libraries, env: { ...process.env, LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries } };
  }
}

/** One reply of llama-server: as its client saw it, and as it says itself. Tokens a second. */
export interface ServerSample {
  prefill: number;
  decode: number;
  ownPrefill: number;
  ownDecode: number;
  promptTokens: number;
}

interface CompletionEvent {
  stop: boolean;
  tokens: number[];
  timings?: { prompt_n: number; prompt_per_second: number; predicted_per_second: number };
}

export class LlamaServer {
  readonly #child: ChildProcess;
  readonly #url: string;

  constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  async waitUntilReady(): Promise<void> {
    await waitUntil('llama-server', async () => {
      if (this.#child.exitCode !== null) throw new Error(`llama-server ended with ${this.#child.exitCode}`);
      return fetch(`${this.#url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }

  /** Completes a prompt that it has not seen, as a stream of events. */
  async complete(prompt: string, tokens: number): Promise<ServerSample> {
    const body = { prompt, n_predict: tokens, stream: true, cache_prompt: false, ignore_eos: true, temperature: 1 };
    const sentAt = performance.now();
    const response = await fetch(`${this.#url}/completion`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok || !response.body) throw new Error(`llama-server answered ${response.status}`);
    const marks: Mark[] = [];
    for await (const event of readEventStream(response.body)) {
      const { stop, tokens: added, timings } = event as CompletionEvent;
      const count = (marks.at(-1)?.tokens ?? 0) + added.length;
      if (added.length > 0) marks.push({ tokens: count, atMs: performance.now() - sentAt });
      if (stop && timings) return toSample(marks, timings);
    }
    throw new Error('llama-server ended its stream before the reply');
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}

function toSample(marks: readonly Mark[], timings: NonNullable<CompletionEvent['timings']>): ServerSample {
  const promptTokens = timings.prompt_n;
  return {
    promptTokens,
    prefill: (promptTokens * 1000) / marks[0]!.atMs,
    decode: measureTokenSpeed(marks),
    ownPrefill: timings.prompt_per_second,
    ownDecode: timings.predicted_per_second,
  };
}

/** llama-bench and llama-server call these alike. */
function shapeArguments({ modelPath, threads, batchSize, flashAttention, kvCacheType }: RunShape): string[] {
  const batch = ['-b', String(batchSize), '-ub', String(batchSize)];
  const cache = ['-ctk', kvCacheType.toLowerCase(), '-ctv', kvCacheType.toLowerCase()];
  return ['-m', modelPath, '-t', String(threads), ...batch, '-fa', flashAttention ? 'on' : 'off', ...cache];
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
