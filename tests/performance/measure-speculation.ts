import type { HistoryTurn } from '../../electron/host/engine/engine-protocol.ts';
import type { Supervisor } from '../../electron/host/engine/supervisor.ts';
import { countQuestion } from '../fixtures/ember-replies.ts';
import { embeddedModel, say, startEngine, type Reply } from '../fixtures/talking-engine.ts';
import { createFigure, median, type Figure } from './figure.ts';

/** A round takes a third of a second a side, and its ratio is a few percent off: many are needed. */
const rounds = 40;
/** What was said once is asked for again: the reply is a copy of one in the conversation. */
const copyQuestions = [countQuestion, 'Tell me a story.', 'Write a code example.'];
const openQuestions = ['a fox', 'a lighthouse', 'a clever robot', 'two friends'].map(
  (hero) => `Tell me a long story about ${hero}.`,
);

/** One story in some thousand would repeat a word for ever. */
const storySampling = { temperature: 0.7, seed: null, maxTokens: 400 };

interface Side {
  tokens: number;
  decodeMs: number;
  drafted: number;
  accepted: number;
}

/** How much faster a copy is decoded with speculation than without, with the embedded model on one thread. */
export function measureSpeculationCopy(): Promise<Figure> {
  return compare('speculationCopy', 1.3, sayCopies);
}

/** The same for stories that copy nothing: what looking for something to draft costs there. */
export function measureSpeculationOpen(): Promise<Figure> {
  return compare('speculationOpen', 0.97, sayStories);
}

type Talk = (engine: Supervisor, round: number) => Promise<Reply[]>;

async function compare(figure: string, atLeast: number, talk: Talk): Promise<Figure> {
  const [off, automatic] = [startEngine(), startEngine()];
  try {
    await off.load({ ...embeddedModel, speculation: 'off' }, () => undefined);
    await automatic.load({ ...embeddedModel, speculation: null }, () => undefined);
    // The first round warms both sides up; then they take turns in going first.
    const sides: { off: Side; automatic: Side }[] = [];
    for (let round = 0; round <= rounds; round++) {
      const first = round % 2 === 0;
      const before = first ? await measure(off, talk, round) : null;
      const measured = await measure(automatic, talk, round);
      sides.push({ off: before ?? (await measure(off, talk, round)), automatic: measured });
    }
    sides.shift();
    const speed = ({ tokens, decodeMs }: Side) => (tokens * 1000) / decodeMs;
    const value = median(sides.map((side) => speed(side.automatic) / speed(side.off)));
    const sum = (count: (side: Side) => number) => sides.reduce((total, side) => total + count(side.automatic), 0);
    return createFigure(
      figure,
      value,
      'ratio',
      { atLeast },
      {
        off: median(sides.map((side) => speed(side.off))),
        automatic: median(sides.map((side) => speed(side.automatic))),
        tokens: sum(({ tokens }) => tokens),
        drafted: sum(({ drafted }) => drafted),
        accepted: sum(({ accepted }) => accepted),
        rounds,
        threads: 1,
      },
    );
  } finally {
    await off.stop();
    await automatic.stop();
  }
}

async function measure(engine: Supervisor, talk: Talk, round: number): Promise<Side> {
  const side: Side = { tokens: 0, decodeMs: 0, drafted: 0, accepted: 0 };
  for (const { result } of await talk(engine, round)) {
    side.tokens += result.answerTokens - 1;
    side.decodeMs += result.decodeMs;
    side.drafted += result.speculation?.drafted ?? 0;
    side.accepted += result.speculation?.accepted ?? 0;
  }
  return side;
}

async function sayCopies(engine: Supervisor, round: number): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (const prompt of copyQuestions) {
    const history: HistoryTurn[] = [];
    const turn = { prompt, history, sessionId: `${prompt} ${round}` };
    await say(engine, turn);
    replies.push(await say(engine, turn));
  }
  return replies;
}

/** Drawn, and the same on both sides but for rounding. Speculation leaves replies with a chosen seed alone. */
async function sayStories(engine: Supervisor, round: number): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (const prompt of openQuestions) {
    replies.push(await say(engine, { prompt, sessionId: `${prompt} ${round}`, sampling: storySampling }));
  }
  return replies;
}
