import type { ChatWrapper, LlamaChat, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Lane } from '../evaluation/evaluation-turns.ts';
import { internalsOf } from '../evaluation/library-internals.ts';
import type { ResidentSession } from './session-history.ts';
import type { Drafter } from '../speculation/speculation.ts';
import type { ReplyDecoding } from '../speculation/reply-decoding.ts';
import { DecodingSteps } from '../speculation/speculation-steps.ts';

/** One sequence of the context, and the conversation whose tokens it holds. */
export interface Slot {
  /** Another one after the context was made anew. */
  sequence: LlamaContextSequence;
  readonly chat: LlamaChat;
  sessionId: string | null;
  resident: ResidentSession | null;
  /** Set while a reply is generated here. */
  lane: Lane | null;
  /** Set while a reply is decoded here. */
  decoding: ReplyDecoding | null;
  /** Ends what is evaluated ahead here, and removes its cells. */
  settle: (() => Promise<void>) | null;
  /** Null where nothing is drafted. */
  readonly drafter: Drafter | null;
  /** For the token that is sampled next, in place of the reply's own seed. */
  tokenSeed: number | null;
  usedAt: number;
}

/** A slot whose chat generates in turns. */
export async function createSlot(
  sequence: LlamaContextSequence,
  chatWrapper: ChatWrapper,
  drafter: Drafter | null,
): Promise<Slot> {
  const { LlamaChat } = await import('node-llama-cpp');
  const chat = new LlamaChat({ contextSequence: sequence, chatWrapper });
  const nobody = { sessionId: null, resident: null, lane: null, decoding: null, settle: null, tokenSeed: null };
  const slot: Slot = { sequence, chat, drafter, ...nobody, usedAt: 0 };
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
  plainEvaluations.set(sequence, sequence.evaluate.bind(sequence));
  sequence.evaluate = (tokens, options) => evaluateInTurns(slot, tokens, options);
  const internals = internalsOf(sequence);
  // The library has one seed for all tokens of an evaluation.
  const resolve = internals._resolveSamplerConfig.bind(sequence);
  internals._resolveSamplerConfig = (options) =>
    resolve(slot.tokenSeed === null ? options : { ...options, seed: slot.tokenSeed });
  // Whatever of the library takes cells away begins with this; it does not know of those ahead.
  const erase = internals._eraseContextTokenRanges.bind(sequence);
  internals._eraseContextTokenRanges = async (...parameters) => {
    await slot.settle?.();
    return erase(...parameters);
  };
}

/** What `evaluate` of a sequence was before it was made to take turns. */
const plainEvaluations = new WeakMap<LlamaContextSequence, LlamaContextSequence['evaluate']>();

type Evaluation = ReturnType<LlamaContextSequence['evaluate']>;

/** Generates each token, or a draft of some, in a turn of the reply, so that replies rest in between. */
async function* evaluateInTurns(
  slot: Slot,
  ...[tokens, options = {}]: Parameters<LlamaContextSequence['evaluate']>
): Evaluation {
  const steps = new DecodingSteps(slot, tokens, options, (sequence) => plainEvaluations.get(sequence)!);
  let next: Token[] = tokens;
  // Cells of tokens that were not asked for yet, and where these end.
  let ahead = 0;
  let end = -1;
  const step = () => steps.run(next);
  slot.settle = () => steps.settle();
  try {
    for (;;) {
      const produced = await (slot.lane ? slot.lane.run(step, true) : step());
      if (produced.length === 0) return;
      end = produced.length > 1 ? steps.end : -1;
      for (const [index, token] of produced.entries()) {
        ahead = Math.max(0, produced.length - 2 - index);
        const replacement = yield token;
        next = replacement === undefined ? [token] : [replacement].flat();
        const agrees = next.length === 1 && next[0] === token;
        if (agrees) continue;
        if (index < produced.length - 1) await steps.drop(ahead + 1);
        steps.restart(next);
        break;
      }
      ahead = 0;
    }
  } finally {
    slot.settle = null;
    await steps.close();
    // Unless somebody else has arranged the cells anew meanwhile.
    if (ahead > 0 && steps.end === end) await steps.drop(ahead);
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
