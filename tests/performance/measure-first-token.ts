import { identityQuestion, nameQuestion, sumQuestion } from '../fixtures/ember-replies.ts';
import { DirectLlama } from './direct-protocol.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { MeasuredApp } from './measured-app.ts';

const prompts = [identityQuestion, nameQuestion, sumQuestion, 'Tell me a story about a fox named Rusty.'];
const rounds = 10;

/** What the app adds to the time until the first text, from `chat.send` in a new conversation. */
export async function measureFirstTokenExtraMs(): Promise<Figure> {
  const [app, direct] = [await MeasuredApp.start(), await DirectLlama.start()];
  try {
    const [appMs, directMs, extraMs]: [number[], number[], number[]] = [[], [], []];
    for (let round = -1; round < rounds; round++) {
      for (const prompt of prompts) {
        const ours = await app.answer(prompt);
        const theirs = await direct.answer(prompt);
        if (ours.text.trim() !== theirs.text.trim()) throw new Error(`The two sides answered “${prompt}” differently`);
        if (round < 0) continue;
        appMs.push(ours.firstTokenMs);
        directMs.push(theirs.firstTokenMs);
        extraMs.push(ours.firstTokenMs - theirs.firstTokenMs);
      }
    }
    return createFigure(
      'firstTokenExtraMs',
      median(extraMs),
      'ms',
      { atMost: 15 },
      {
        appMs: median(appMs),
        directMs: median(directMs),
        threads: 1,
        pairs: extraMs.length,
      },
    );
  } finally {
    direct.stop();
    await app.stop();
  }
}
