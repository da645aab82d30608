import type { ChatWrapper, LlamaChat, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Lane } from './evaluation-turns.ts';
import type { ResidentSession } from './session-history.ts';

/** One sequence of the context, and the conversation whose tokens it holds. */
export interface Slot {
  /** Another one after the context was made anew. */
  sequence: LlamaContextSequence;
  readonly chat: LlamaChat;
  sessionId: string | null;
  resident: ResidentSession | null;
  /** Set while a reply is generated here. */
  lane: Lane | null;
  usedAt: number;
}

/** A slot whose chat generates in turns. */
export async function createSlot(sequence: LlamaContextSequence, chatWrapper: ChatWrapper): Promise<Slot> {
  const { LlamaChat } = await import('node-llama-cpp');
  const chat = new LlamaChat({ contextSequence: sequence, chatWrapper });
  const slot: Slot = { sequence, chat, sessionId: null, resident: null, lane: null, usedAt: 0 };
  generateInTurns(slot);
  return slot;
}

/** The library's name of a chat's sequence in the pinned version, which has no other way to give it another one. */
interface MovableChat {
  _sequence: LlamaContextSequence | null;
}

/** Lets a slot go on in another sequence, after the context of its own was disposed of. */
export function moveSlot(slot: Slot, sequence: LlamaContextSequence): void {
  slot.sequence = sequence;
  (slot.chat as unknown as MovableChat)._sequence = sequence;
  generateInTurns(slot);
}

function generateInTurns(slot: Slot): void {
  const { sequence } = slot;
  const plain = sequence.evaluate.bind(sequence);
  plainEvaluations.set(sequence, plain);
  sequence.evaluate = (tokens, options) => evaluateInTurns(slot, tokens, options);
}

/** What `evaluate` of a sequence was before it was made to take turns. */
const plainEvaluations = new WeakMap<LlamaContextSequence, LlamaContextSequence['evaluate']>();

type Evaluation = ReturnType<LlamaContextSequence['evaluate']>;

/** Generates each token in a turn of the reply, so that replies rest between two tokens. */
async function* evaluateInTurns(
  slot: Slot,
  ...[tokens, options]: Parameters<LlamaContextSequence['evaluate']>
): Evaluation {
  let { sequence } = slot;
  let generation = plainEvaluations.get(sequence)!(tokens, options);
  let next: Token[] = tokens;
  let replacement: void | Token | Token[];
  const step = async () => {
    if (slot.sequence !== sequence) {
      await generation.return();
      ({ sequence } = slot);
      generation = plainEvaluations.get(sequence)!(next, options);
    }
    return generation.next(replacement);
  };
  try {
    for (;;) {
      const { done, value } = await (slot.lane ? slot.lane.run(step) : step());
      if (done) return;
      replacement = yield value;
      next = replacement === undefined ? [value] : [replacement].flat();
    }
  } finally {
    await generation.return();
  }
}

/** node-llama-cpp copies one sequence's cells to another for its own use; the pinned version's name of it. */
interface CopyingSequence {
  _copyStateFromOtherSequence?(other: LlamaContextSequence, length: number): Promise<boolean>;
}

/** Whether sequences of this model can be copied: those that keep more than plain KV cells cannot. */
export function canCopy(sequence: LlamaContextSequence): boolean {
  return !sequence.needsCheckpoints && (sequence as CopyingSequence)._copyStateFromOtherSequence !== undefined;
}

/**
 * Copies the first `tokens` of `source` into `target`, at once: llama.cpp puts a copy off until the next evaluation,
 * before which nothing else may happen to either of them.
 */
export async function copyCells(source: Slot, target: Slot, tokens: readonly Token[], filler: Token): Promise<void> {
  const { sequence } = target;
  await (sequence as CopyingSequence)._copyStateFromOtherSequence!(source.sequence, tokens.length);
  await sequence.evaluateWithoutGeneratingNewTokens([filler]);
  await sequence.adaptStateToTokens([...tokens], false);
}
