import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deltasPerAcknowledgement, type ChatEvent } from '../../electron/contract/chat-events.ts';
import { redeemLink, type Client } from '../contract/transports.ts';
import { projectFolder } from '../fixtures/project-paths.ts';
import type { LoadedModel } from '../../electron/contract/models-state.ts';
import type { ReplyStats } from '../../models/conversation/conversation.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import type { Mark } from './decode-marks.ts';

/** What one reply took, as a client of the contract sees it; times count from `chat.send`. */
export interface AppSample {
  text: string;
  firstTokenMs: number;
  /** When how many tokens were there: one mark a `deltas` event. */
  marks: Mark[];
  /** When the whole message was there, and how many tokens it has. */
  end: Mark;
  stats: ReplyStats;
}

/** The built app without a window, one thread, greedy; and a client on a real WebSocket. */
export class MeasuredApp {
  readonly client: Client;
  readonly #child: ChildProcess;
  readonly #removeFolder: () => void;

  private constructor(client: Client, child: ChildProcess, removeFolder: () => void) {
    this.client = client;
    this.#child = child;
    this.#removeFolder = removeFolder;
  }

  static async start(ownSettings: Record<string, unknown> = {}): Promise<MeasuredApp> {
    const folder = makeTemporaryFolder();
    const settings = { threads: 1, device: 'cpu', sampling: { temperature: 0 }, ...ownSettings };
    writeFileSync(join(folder.path, 'settings.json'), JSON.stringify(settings));
    const child = spawn(process.execPath, [join(projectFolder, 'out', 'main', 'web.js')], {
      env: { ...process.env, CONCLAVE_HOME: folder.path },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    const link = await waitUntil('the one-time link', () => /http:\/\/\S+/.exec(output)?.[0]);
    const { client } = await (await redeemLink(link))();
    return new MeasuredApp(client, child, folder.remove);
  }

  /** Opens a GGUF file where it lies, and resolves when it is in memory. */
  async loadModel(path: string): Promise<LoadedModel> {
    const { modelId } = await this.client.models.importPath({ path, mode: 'link' });
    if (modelId === null) throw new Error(`${path} was not listed`);
    await this.client.models.select({ modelId });
    for await (const event of await this.client.app.watch()) {
      if (event.type !== 'models' || event.models.selectedId !== modelId) continue;
      const { load } = event.models;
      if (load.status === 'failed') throw new Error(load.message);
      if (load.status === 'loaded' && load.modelId === modelId) return load.info;
    }
    throw new Error('The watch ended before the model was loaded');
  }

  /** Asks in a new conversation, and watches it as a page does. */
  async answer(prompt: string): Promise<AppSample> {
    const sentAt = performance.now();
    const sent = await this.client.chat.send({ conversationId: null, text: prompt });
    if (sent.outcome !== 'started') throw new Error('The gate refused the prompt of the benchmark');
    const { conversationId, replyId } = sent;
    let watcherId = '';
    let deltas = 0;
    let firstTokenMs: number | null = null;
    const marks: AppSample['marks'] = [];
    for await (const event of await this.client.chat.watch({ conversationId })) {
      const atMs = performance.now() - sentAt;
      if (event.type === 'snapshot') ({ watcherId } = event);
      if (holdsText(event)) firstTokenMs ??= atMs;
      if (event.type === 'deltas') {
        marks.push({ tokens: event.tokens, atMs });
        if (++deltas % deltasPerAcknowledgement === 0) {
          void this.client.chat.acknowledge({ watcherId, seq: event.seq });
        }
      }
      if (event.type !== 'message' || event.message.id !== replyId || event.message.status === 'streaming') continue;
      const { text, stats, status } = event.message;
      if (status !== 'complete' || !stats || firstTokenMs === null) {
        throw new Error(`The reply of the benchmark ended as ${status}`);
      }
      return { text, firstTokenMs, marks, end: { tokens: stats.answerTokens + stats.reasoningTokens, atMs }, stats };
    }
    throw new Error('The watch ended before the reply');
  }

  /** Resident memory of the engine process, bytes, as it reports it after a reply. */
  async readEngineMemory(): Promise<number> {
    for await (const event of await this.client.app.watch()) {
      if (event.type === 'engine' && event.engine.memoryBytes !== null) return event.engine.memoryBytes;
    }
    throw new Error('The engine reported no memory');
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    this.#removeFolder();
  }
}

function holdsText(event: ChatEvent): boolean {
  if (event.type === 'deltas') return true;
  if (event.type !== 'snapshot') return false;
  const reply = event.conversation.messages.at(-1)!;
  return reply.text !== '' || reply.reasoning !== '';
}
