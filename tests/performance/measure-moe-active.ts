import type { Supervisor } from '../../electron/host/engine/supervisor.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { effortSides, quick } from './effort.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { type MeasuredModel, measuredMoe, provideModel } from './synthetic-moe.ts';

const rounds = quick ? 1 : 5;
const replyTokens = quick ? 40 : 128;
const maxAttempts = 5;
const expertsPerToken = [1, 2, 4, 8] as const;

interface Run {
  label: string;
  model: MeasuredModel;
  expertsPerToken: number | null;
}

/** The dial, from one expert to twice as many as the model was made for; and the dense models. */
const runs: Run[] = [
  ...expertsPerToken.map((count): Run => ({ label: `moe${count}`, model: 'moe', expertsPerToken: count })),
  { label: 'denseActive', model: 'denseActive', expertsPerToken: null },
  { label: 'denseTotal', model: 'denseTotal', expertsPerToken: null },
];

/** Decode speed of a MoE ÷ that of a dense model of its active size: what routing costs. */
export async function measureMoeActiveRatio(): Promise<Figure> {
  // Writing them takes a while, in which a process that starts would wait in vain for its host.
  for (const { model } of runs) provideModel(model);
  const engine = startEngine();
  const speeds = new Map(runs.map(({ label }): [string, number[]] => [label, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 ? runs.toReversed() : runs;
      for (const run of order) speeds.get(run.label)!.push(await measureRun(engine, run));
    }
  } finally {
    await engine.stop();
  }
  const own = `moe${measuredMoe.experts!.used}`;
  const ratioTo = (label: string) => median(speeds.get(own)!.map((speed, index) => speed / speeds.get(label)![index]!));
  const sides = [...speeds].map(([label, measured]) => [`${label}TokensPerSecond`, median(measured)]);
  return createFigure(
    'moeActiveRatio',
    ratioTo('denseActive'),
    'ratio',
    { atLeast: 0.8 },
    {
      ...Object.fromEntries(sides),
      toDenseTotal: ratioTo('denseTotal'),
      expertsOfModel: measuredMoe.experts!.used,
      tokens: replyTokens,
      threads: 1,
      rounds,
      ...effortSides,
    },
  );
}

/** Tokens a second of the second of two replies: the first one brings the weights into the caches. */
async function measureRun(engine: Supervisor, { model, expertsPerToken: experts }: Run): Promise<number> {
  const modelPath = provideModel(model);
  const { expertUsedCount } = await engine.load(
    { ...embeddedModel, modelPath, contextSize: 1024, expertsPerToken: experts, speculation: 'off' },
    () => undefined,
  );
  if (experts !== null && expertUsedCount !== experts) {
    throw new Error(`The model was loaded with ${expertUsedCount} experts per token, not with ${experts}`);
  }
  const sampling = { temperature: 1, topK: 0, maxTokens: replyTokens };
  await say(engine, { prompt: 'Warm up.', sessionId: 'warm', sampling: { ...sampling, maxTokens: 16 } });
  // A model with random weights may end its reply early; then it is asked again.
  for (let seed = 1; seed <= maxAttempts; seed++) {
    const turn = { prompt: `${seed} Go on.`, sessionId: `${seed}`, sampling: { ...sampling, seed } };
    const { answerTokens, decodeMs } = (await say(engine, turn)).result;
    if (answerTokens >= replyTokens * 0.9) return ((answerTokens - 1) * 1000) / decodeMs;
  }
  throw new Error(`${model} ended its reply early ${maxAttempts} times`);
}
