import { countQuestion } from '../fixtures/ember-replies.ts';
import { DirectLlama } from './direct-protocol.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { MeasuredApp } from './measured-app.ts';

const prompts = [countQuestion, 'Tell me a long story.'];
const rounds = 12;

/** Decode speed at a `chat.watch` client, compared with the library driven directly. */
export async function measureDecodeDirectRatio(): Promise<Figure> {
  const [app, direct] = [await MeasuredApp.start(), await DirectLlama.start()];
  try {
    const speeds = { app: [] as number[], direct: [] as number[] };
    const ratios: number[] = [];
    for (let round = -1; round < rounds; round++) {
      for (const prompt of prompts) {
        const order = round % 2 ? (['app', 'direct'] as const) : (['direct', 'app'] as const);
        const samples = { app: null as number | null, direct: null as number | null };
        const texts: string[] = [];
        for (const side of order) {
          const { text, decodedTokens, decodeMs } = await (side === 'app' ? app : direct).answer(prompt);
          samples[side] = (decodedTokens * 1000) / decodeMs;
          texts.push(text);
        }
        if (texts[0] !== texts[1]) throw new Error(`The two sides answered “${prompt}” differently`);
        // The first round warms both sides up.
        if (round < 0) continue;
        speeds.app.push(samples.app!);
        speeds.direct.push(samples.direct!);
        ratios.push(samples.app! / samples.direct!);
      }
    }
    return createFigure(
      'decodeDirectRatio',
      median(ratios),
      'ratio',
      { atLeast: 0.97 },
      {
        appTokensPerSecond: median(speeds.app),
        directTokensPerSecond: median(speeds.direct),
        threads: 1,
        pairs: ratios.length,
      },
    );
  } finally {
    direct.stop();
    await app.stop();
  }
}
