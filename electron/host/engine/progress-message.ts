import type { EngineMessage } from './engine-protocol.ts';

/** A message on the way to a request's end. */
export type ProgressMessage = Extract<
  EngineMessage,
  { type: 'loadProgress' | 'prefill' | 'deltas' | 'contextShifted' | 'jobProgress' }
>;

/** What a message without text counts as. */
const charactersPerMessage = 50;

export function isProgress(message: EngineMessage): message is ProgressMessage {
  return ['loadProgress', 'prefill', 'deltas', 'contextShifted', 'jobProgress'].includes(message.type);
}

/** How much it says, for a count of what a process sends. */
export function countCharacters(message: ProgressMessage): number {
  const texts = message.type === 'deltas' ? message.deltas : [];
  return texts.reduce((sum, { text }) => sum + text.length, charactersPerMessage);
}
