import { countQuestion } from '../fixtures/ember-replies.ts';
import { createFigure, type Figure } from './figure.ts';
import { MeasuredApp } from './measured-app.ts';

const warmUpReplies = 20;
const replies = 100;

/** How much memory the engine process gains over many conversations: what it forgets, it must give back. */
export async function measureEngineMemoryGrowth(): Promise<Figure> {
  const app = await MeasuredApp.start();
  try {
    for (let count = 0; count < warmUpReplies; count++) await app.answer(countQuestion);
    const before = await app.readEngineMemory();
    for (let count = 0; count < replies; count++) await app.answer(countQuestion);
    const after = await app.readEngineMemory();
    return createFigure(
      'engineMemoryGrowth',
      (after - before) / 1e6,
      'MB',
      { atMost: 20 },
      {
        beforeMB: before / 1e6,
        afterMB: after / 1e6,
        conversations: replies,
      },
    );
  } finally {
    await app.stop();
  }
}
