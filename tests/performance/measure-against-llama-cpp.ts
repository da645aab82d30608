import type { LoadedModel } from '../../electron/contract/models-state.ts';
import { measureSteadySpeed } from './decode-marks.ts';
import { effortSides, quick } from './effort.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { LlamaCppPeers, type LlamaServer, type RunShape, type ServerSample } from './llama-cpp-peers.ts';
import { MeasuredApp, type AppSample } from './measured-app.ts';
import { provideModel } from './synthetic-moe.ts';

const rounds = quick ? 1 : 6;
/** In the model's vocabulary a character is a token. */
const shortPromptTokens = 40;
const longPromptTokens = quick ? 600 : 2048;
const replyTokens = quick ? 80 : 256;
/** Of a reply whose prompt is what counts. */
const fewTokens = 2;
const threads = 1;
const maxAttempts = 5;

/** Speeds of all sides in one round, tokens a second. */
interface Round {
  app: { prefill: number; decode: number; engineDecode: number };
  bench: { prefill: number; decode: number };
  server: { prefill: number; decode: number; ownPrefill: number; ownDecode: number };
}

interface Comparison {
  peers: string;
  info: LoadedModel;
  rounds: Round[];
}

let comparison: Promise<Comparison> | null = null;

/** All four figures come from the same rounds. */
function compareOnce(): Promise<Comparison> {
  return (comparison ??= compare());
}

/** Decode at a `chat.watch` client ÷ llama-bench. */
export async function measureDecodeRatio(): Promise<Figure> {
  const compared = await compareOnce();
  return describe(compared, 'decodeRatio', 0.98, ({ app, bench }) => [app.decode, bench.decode], {
    engineTokensPerSecond: median(compared.rounds.map(({ app }) => app.engineDecode)),
    tokens: replyTokens,
    depth: shortPromptTokens,
  });
}

/** Prompt tokens until the first text at a `chat.watch` client ÷ llama-bench. */
export async function measurePrefillRatio(): Promise<Figure> {
  const compared = await compareOnce();
  return describe(compared, 'prefillRatio', 0.95, ({ app, bench }) => [app.prefill, bench.prefill], {
    tokens: longPromptTokens,
  });
}

/** Decode at a `chat.watch` client ÷ at a client of llama-server's stream. */
export async function measureDecodeServerRatio(): Promise<Figure> {
  const compared = await compareOnce();
  return describe(compared, 'decodeServerRatio', 0.98, ({ app, server }) => [app.decode, server.decode], {
    serverOwnTokensPerSecond: median(compared.rounds.map(({ server }) => server.ownDecode)),
    tokens: replyTokens,
    depth: shortPromptTokens,
  });
}

/** Prompt tokens until the first text at a `chat.watch` client ÷ at a client of llama-server's stream. */
export async function measurePrefillServerRatio(): Promise<Figure> {
  const compared = await compareOnce();
  return describe(compared, 'prefillServerRatio', 0.95, ({ app, server }) => [app.prefill, server.prefill], {
    serverOwnTokensPerSecond: median(compared.rounds.map(({ server }) => server.ownPrefill)),
    tokens: longPromptTokens,
  });
}

function describe(
  { peers, info, rounds: measured }: Comparison,
  name: string,
  atLeast: number,
  pick: (round: Round) => [ours: number, theirs: number],
  sides: Figure['sides'],
): Figure {
  const pairs = measured.map(pick);
  const ratios = pairs.map(([ours, theirs]) => ours / theirs);
  return createFigure(
    name,
    median(ratios),
    'ratio',
    { atLeast },
    {
      appTokensPerSecond: median(pairs.map(([ours]) => ours)),
      peerTokensPerSecond: median(pairs.map(([, theirs]) => theirs)),
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
      ...sides,
      peer: peers,
      batch: info.batchSize,
      flashAttention: info.flashAttention ? 'on' : 'off',
      kvCache: info.kvCacheType,
      threads,
      rounds: ratios.length,
      ...effortSides,
    },
  );
}

async function compare(): Promise<Comparison> {
  const peers = await LlamaCppPeers.prepare();
  const modelPath = provideModel('moe');
  const app = await MeasuredApp.start({
    threads,
    contextSize: 4096,
    speculation: 'off',
    sampling: { temperature: 1 },
  });
  let server: LlamaServer | null = null;
  try {
    const info = await app.loadModel(modelPath);
    const shape = { ...info, modelPath, threads };
    server = await peers.startServer(shape);
    const measured: Round[] = [];
    // The first round warms all sides up.
    for (let index = -1; index < rounds; index++) {
      const round = await measureRound(index, app, peers, server, shape);
      if (index >= 0) measured.push(round);
    }
    return { peers: peers.description, info, rounds: measured };
  } finally {
    await server?.stop();
    await app.stop();
  }
}

/** One side after the other, the order turned round by round. */
async function measureRound(
  index: number,
  app: MeasuredApp,
  peers: LlamaCppPeers,
  server: LlamaServer,
  shape: RunShape,
): Promise<Round> {
  const round: Partial<Round> = {};
  const sides = [
    async () => (round.app = await measureApp(app, index)),
    async () => (round.bench = await measureBench(peers, shape)),
    async () => (round.server = await measureServer(server, index)),
  ];
  const first = (index + sides.length) % sides.length;
  for (const measure of [...sides.slice(first), ...sides.slice(0, first)]) await measure();
  return round as Round;
}

async function measureApp(app: MeasuredApp, index: number): Promise<Round['app']> {
  const short = await answerAtLength(app, replyTokens, fillPrompt(shortPromptTokens, `${index} short`));
  const long = await answerAtLength(app, fewTokens, fillPrompt(longPromptTokens, `${index} long`));
  return {
    decode: measureSteadySpeed(short.marks),
    engineDecode: short.stats.tokensPerSecond,
    prefill: (long.stats.promptTokens * 1000) / long.firstTokenMs,
  };
}

async function measureBench(peers: LlamaCppPeers, shape: RunShape): Promise<Round['bench']> {
  const { prefill } = await peers.measureBench(shape, { prompt: longPromptTokens });
  const { decode } = await peers.measureBench(shape, { generate: replyTokens, depth: shortPromptTokens });
  if (prefill === null || decode === null) throw new Error('llama-bench left a test out');
  return { prefill, decode };
}

async function measureServer(server: LlamaServer, index: number): Promise<Round['server']> {
  const ask = (prompt: string, tokens: number): Promise<ServerSample> =>
    server.complete(`<|im_start|>user\n${prompt}<|im_end|>\n<|im_start|>assistant\n`, tokens);
  const short = await ask(fillPrompt(shortPromptTokens, `${index} short`), replyTokens);
  const long = await ask(fillPrompt(longPromptTokens, `${index} long`), fewTokens);
  const { decode, ownDecode } = short;
  return { decode, ownDecode, prefill: long.prefill, ownPrefill: long.ownPrefill };
}

/** A model with random weights may end its reply early; then it is asked again. */
async function answerAtLength(app: MeasuredApp, tokens: number, prompt: string): Promise<AppSample> {
  await app.client.settings.update({ sampling: { maxTokens: tokens } });
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const sample = await app.answer(`${attempt} ${prompt}`);
    if (sample.stats.speculation) throw new Error('Tokens were drafted, which llama-bench does not do');
    if (sample.end.tokens >= tokens * 0.9) return sample;
  }
  throw new Error(`The model ended its reply early ${maxAttempts} times`);
}

/** A prompt whose beginning no other one has, so that nothing of it is in the KV cache. */
function fillPrompt(length: number, start: string): string {
  return `${start} `.padEnd(length, 'the quick brown fox and the lazy dog ');
}
