import { countQuestion } from '../fixtures/ember-replies.ts';
import { DirectLlama, type DirectSample } from './direct-protocol.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { MeasuredApp, type AppSample } from './measured-app.ts';

const prompts = [countQuestion, 'Tell me a long story.'];
const rounds = 16;

/** How long both sides took for the same tokens of one reply, ms. */
interface Pair {
  tokens: number;
  appMs: number;
  directMs: number;
}

/**
 * Decode speed at a `chat.watch` client, compared with the library driven directly, over the very same tokens. What
 * the ends of a reply cost is a time and no speed, and shows in `wholeReplyRatio`.
 */
export async function measureDecodeDirectRatio(): Promise<Figure> {
  const [app, direct] = [await MeasuredApp.start(), await DirectLlama.start()];
  const [streamed, whole]: [Pair[], Pair[]] = [[], []];
  try {
    for (let round = -1; round < rounds; round++) {
      for (const prompt of prompts) {
        const directFirst = round % 2 === 0;
        const before = directFirst ? await direct.answer(prompt) : null;
        const ours = await app.answer(prompt);
        const theirs = before ?? (await direct.answer(prompt));
        if (ours.text !== theirs.text) throw new Error(`The two sides answered “${prompt}” differently`);
        // The first round warms both sides up.
        if (round < 0) continue;
        streamed.push(compareStreamed(ours, theirs));
        whole.push(compareWhole(ours, theirs));
      }
    }
  } finally {
    direct.stop();
    await app.stop();
  }
  return createFigure(
    'decodeDirectRatio',
    median(streamed.map(toRatio)),
    'ratio',
    { atLeast: 0.97 },
    {
      appTokensPerSecond: median(streamed.map(({ tokens, appMs }) => (tokens * 1000) / appMs)),
      directTokensPerSecond: median(streamed.map(({ tokens, directMs }) => (tokens * 1000) / directMs)),
      wholeReplyRatio: median(whole.map(toRatio)),
      threads: 1,
      pairs: streamed.length,
    },
  );
}

/** From the second `deltas` event, the first that waited for company as all others do, to the last. */
function compareStreamed({ marks }: AppSample, theirs: DirectSample): Pair {
  const [from, to] = [marks[1], marks.at(-1)];
  if (!from || !to || from === to) throw new Error('The reply came in too few pieces to measure its speed');
  return comparePair(from, to, theirs);
}

/** From the first text to the whole message, with all that ends a reply. */
function compareWhole({ marks, end }: AppSample, theirs: DirectSample): Pair {
  return comparePair(marks[0]!, end, theirs);
}

function comparePair(from: AppSample['end'], to: AppSample['end'], { marks }: DirectSample): Pair {
  const timeOf = (tokens: number) => marks.find((mark) => mark.tokens >= tokens)!.atMs;
  return {
    tokens: to.tokens - from.tokens,
    appMs: to.atMs - from.atMs,
    directMs: timeOf(to.tokens) - timeOf(from.tokens),
  };
}

function toRatio({ appMs, directMs }: Pair): number {
  return directMs / appMs;
}
