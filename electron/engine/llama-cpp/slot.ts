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

/** A slot whose chat generates in turns, and goes on in another sequence when its own is replaced. */
export async function createSlot(sequence: LlamaContextSequence, chatWrapper: ChatWrapper): Promise<Slot> {
  const { LlamaChat } = await import('node-llama-cpp');
  const slot = { sequence, sessionId: null, resident: null, lane: null, usedAt: 0 } as Omit<Slot, 'chat'>;
  const chat = new LlamaChat({ contextSequence: followSequence(slot), chatWrapper });
  return Object.assign(slot, { chat });
}

/** What the library sees as a sequence: the slot's present one. */
function followSequence(slot: Omit<Slot, 'chat'>): LlamaContextSequence {
  const overrides: Partial<Record<keyof LlamaContextSequence, unknown>> = {
    evaluate: (...given: Parameters<LlamaContextSequence['evaluate']>) => evaluateInTurns(slot, ...given),
    // The chat outlives its sequence.
    onDispose: { createListener: () => ({ dispose: () => undefined }) },
  };
  return new Proxy(slot.sequence, {
    get: (_target, key) => {
      if (key in overrides) return overrides[key as keyof LlamaContextSequence];
      const value: unknown = Reflect.get(slot.sequence, key, slot.sequence);
      return typeof value === 'function' ? (value as () => unknown).bind(slot.sequence) : value;
    },
  });
}

type Evaluation = ReturnType<LlamaContextSequence['evaluate']>;

/** Generates each token in a turn of the reply, so that replies rest between two tokens. */
async function* evaluateInTurns(
  slot: Omit<Slot, 'chat'>,
  ...[tokens, options]: Parameters<LlamaContextSequence['evaluate']>
): Evaluation {
  let { sequence } = slot;
  let generation = sequence.evaluate(tokens, options);
  let next: Token[] = tokens;
  let replacement: void | Token | Token[];
  const step = async () => {
    if (slot.sequence !== sequence) {
      await generation.return();
      ({ sequence } = slot);
      generation = sequence.evaluate(next, options);
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
