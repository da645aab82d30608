import type { LlamaChat, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Lane } from './evaluation-turns.ts';
import type { ResidentSession } from './session-history.ts';

/** One sequence of the context, and the conversation whose tokens it holds. */
export interface Slot {
  readonly sequence: LlamaContextSequence;
  readonly chat: LlamaChat;
  sessionId: string | null;
  resident: ResidentSession | null;
  /** Set while a reply is generated here. */
  lane: Lane | null;
  usedAt: number;
  /** Hashes of the sessions whose values its cells may hold: freed cells are overwritten later, not at once. */
  stainedBy: Set<string>;
}

/** node-llama-cpp copies one sequence's cells to another for its own use; the pinned version's name of it. */
interface CopyingSequence {
  _copyStateFromOtherSequence?(other: LlamaContextSequence, length: number): Promise<boolean>;
}

/**
 * Whether sequences of this model can be copied whole, which overwrites every cell of the copy. Models that keep more
 * than plain KV cells cannot.
 */
export function canCopy(sequence: LlamaContextSequence): boolean {
  return !sequence.needsCheckpoints && (sequence as CopyingSequence)._copyStateFromOtherSequence !== undefined;
}

/**
 * Makes `target` a copy of all of `source`'s cells, freed ones too, and keeps the first `tokens` of it. The copy is
 * made at once, with an evaluation: llama.cpp puts it off until the next one.
 */
export async function copyCells(source: Slot, target: Slot, tokens: readonly Token[], filler: Token): Promise<boolean> {
  const { sequence } = target;
  const wasEmpty = source.sequence.nextTokenIndex === 0;
  // An empty sequence would not be copied at all.
  if (wasEmpty) await source.sequence.evaluateWithoutGeneratingNewTokens([filler]);
  const copied = await (sequence as CopyingSequence)._copyStateFromOtherSequence!(source.sequence, tokens.length);
  if (wasEmpty) await source.sequence.clearHistory();
  await sequence.evaluateWithoutGeneratingNewTokens([filler]);
  await sequence.adaptStateToTokens([...tokens], false);
  target.stainedBy = new Set(source.stainedBy);
  return copied && sequence.nextTokenIndex === tokens.length;
}

/**
 * Puts every token that a sequence generates into a turn of the reply that generates it, so that replies rest between
 * two tokens. A reply that was aborted meanwhile still ends by itself.
 */
export function paceGeneration(slot: Slot): void {
  const { sequence } = slot;
  const evaluate = sequence.evaluate.bind(sequence);
  sequence.evaluate = async function* paced(tokens, options) {
    const generation = evaluate(tokens, options);
    let replacement: void | Token | Token[];
    try {
      for (;;) {
        const step = () => generation.next(replacement);
        const next = await (slot.lane ? slot.lane.run(step) : step());
        if (next.done) return;
        replacement = yield next.value;
      }
    } finally {
      await generation.return();
    }
  };
}
