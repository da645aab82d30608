import type { Delta } from './conversation.ts';

/** Appends deltas to a list, joining neighbours of one channel. Changes `target`, never the deltas given. */
export function mergeDeltas(target: Delta[], deltas: readonly Delta[]): void {
  for (const delta of deltas) {
    const last = target.at(-1);
    if (last?.channel === delta.channel) target[target.length - 1] = { ...last, text: last.text + delta.text };
    else if (delta.text) target.push(delta);
  }
}
