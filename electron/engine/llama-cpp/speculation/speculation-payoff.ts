/**
 * How sure a guess is before it is tried: a place that agrees with the last 3 or 4 tokens, with up to 8, with more;
 * or a token of a draft model.
 */
export type GuessKind = 'short' | 'medium' | 'long' | 'draft';

export const maxDraftTokens = 12;
/** Few, since llama.cpp goes on with its graph only for a batch of the same size. */
const draftSizes = new Set([1, 2, 3, 4, 6, 8, maxDraftTokens]);
/** The most while it is not known what a batch costs. */
const maxFirstTokens = 4;
/** A draft is not so long that the stream would seem to halt. */
const maxExtraMs = 200;
/** Below this gain a draft is not worth its uncertainty. */
const minGain = 1.05;
/** Steps to measure before the first draft. */
const minPlainSteps = 5;
/**
 * A long run of drafts is interrupted for two plain steps, so that the comparison stays with the machine's load and the
 * growing context; so is one of drafts that were right and yet did not pay. The first has a graph to build, as no plain step among others has; the second counts for more than one
 * of many.
 */
const maxDraftsInRow = 12;
const plainStepsToCompare = 2;
/** Drafts for which a comparison holds without doubt. */
const freshDrafts = 4;
const comparingWeight = 0.5;
const plainWeight = 0.05;
/** What guesses of a kind may lose before they are switched off, in plain steps. */
const creditOf: Record<GuessKind, number> = { short: 1.5, medium: 2.5, long: 4, draft: 4 };
/** What each plain step gives back: the most that trying again can cost in the long run. */
const creditPerStep = 0.003;
/** Where tries begin again. */
const reopeningCredit = 1;
/** What is assumed before anything is measured, and counts as this many tokens. */
const assumedAcceptance: Record<GuessKind, number> = { short: 0.4, medium: 0.6, long: 0.85, draft: 0.7 };
const assumedTokens = 4;
const rememberedTokens = 64;
/** What another token in a batch costs before it is measured, in plain steps; it counts as this many tokens. */
const assumedCost = 0.4;
const assumedDrafted = 12;
const rememberedDrafted = 96;
/** What was measured fades with each plain step, so that it is measured again some day. */
const fading = 0.997;

interface GuessRecord {
  accepted: number;
  refused: number;
  credit: number;
  open: boolean;
}

/** How a draft did. */
export interface DraftOutcome {
  kind: GuessKind;
  drafted: number;
  accepted: number;
  /** The whole step with the drafting, ms. */
  milliseconds: number;
}

/**
 * Whether and how far to draft, from what plain steps, drafts and refusals have cost with this model so far. Guesses
 * of a kind have a credit in steps: what they lose is taken from it, and without any they are switched off for long.
 */
export class SpeculationPayoff {
  #plainMs: number | null = null;
  #plainSteps = 0;
  /** Of the last drafts: their tokens, and what these cost in plain steps. */
  #drafted = 0;
  #draftedCost = 0;
  readonly #records = new Map<GuessKind, GuessRecord>();
  #draftsInRow = 0;
  #plainStepsInRow = 0;

  /** How many plain steps come next to compare drafts with: then it makes no sense to run further ahead. */
  get stepsToCompare(): number {
    return this.#draftsInRow < maxDraftsInRow ? 0 : plainStepsToCompare - this.#plainStepsInRow;
  }

  /** A step that produced one token without a draft. */
  notePlain(milliseconds: number): void {
    const isComparing = this.stepsToCompare > 0;
    this.#plainStepsInRow++;
    this.#plainSteps++;
    if (this.#draftsInRow === 0 || this.#plainStepsInRow >= plainStepsToCompare) {
      this.#draftsInRow = 0;
      this.#plainMs = blend(this.#plainMs, milliseconds, isComparing ? comparingWeight : plainWeight);
    }
    this.#scaleDrafted(fading);
    for (const [kind, record] of this.#records) {
      if (record.credit >= creditOf[kind]) continue;
      record.credit = Math.min(creditOf[kind], record.credit + creditPerStep);
      if (record.credit >= reopeningCredit) record.open = true;
    }
  }

  noteDraft({ kind, drafted, accepted, milliseconds }: DraftOutcome): void {
    if (this.#plainMs === null || drafted === 0) return;
    const record = this.#recordOf(kind);
    this.#draftsInRow++;
    this.#plainStepsInRow = 0;
    // A single step that the system held up says little about drafts.
    const cost = Math.min(milliseconds / this.#plainMs, 2 * this.#costOf(drafted));
    this.#drafted += drafted;
    this.#draftedCost += Math.max(0, cost - 1);
    if (this.#drafted > rememberedDrafted) this.#scaleDrafted(0.5);
    record.accepted += accepted;
    if (accepted < drafted) record.refused++;
    if (record.accepted + record.refused > rememberedTokens) {
      record.accepted /= 2;
      record.refused /= 2;
    }
    const gain = accepted + 1 - cost;
    const isRightAndSlow = accepted === drafted && gain < 0;
    if (isRightAndSlow && this.#draftsInRow > freshDrafts) {
      // It may be the machine or the context that has changed, and plain steps with it.
      this.#draftsInRow = maxDraftsInRow;
      return;
    }
    record.credit = Math.min(creditOf[kind], record.credit + gain);
    if (record.credit <= 0) record.open = false;
  }

  /** How many tokens of a guess to draft; 0 where it would not pay. */
  choose(kind: GuessKind, available: number): number {
    if (this.#plainSteps < minPlainSteps || this.stepsToCompare > 0) return 0;
    const record = this.#recordOf(kind);
    if (!record.open) return 0;
    const best = this.#findBest(acceptanceOf(kind, record), available);
    if (best > 0 || record.credit < creditOf[kind]) return best;
    // With the whole credit in hand a single token may show that times have changed.
    return Math.min(1, available);
  }

  /** Whether guesses of this kind do not pay, as far as that is known. */
  isOff(kind: GuessKind): boolean {
    const record = this.#recordOf(kind);
    const isKnown = this.#plainSteps >= minPlainSteps;
    return isKnown && (!record.open || this.#findBest(acceptanceOf(kind, record), maxDraftTokens) === 0);
  }

  #findBest(acceptance: number, available: number): number {
    let best = 0;
    let bestGain = minGain;
    let expected = 1;
    let chance = 1;
    const most = this.#drafted < assumedDrafted ? maxFirstTokens : maxDraftTokens;
    for (let count = 1; count <= Math.min(available, most); count++) {
      chance *= acceptance;
      expected += chance;
      if (!draftSizes.has(count)) continue;
      const cost = this.#costOf(count);
      if (count > 1 && (cost - 1) * this.#plainMs! > maxExtraMs) break;
      if (expected / cost > bestGain) [best, bestGain] = [count, expected / cost];
    }
    return best;
  }

  /** A step with so many drafted tokens, in plain steps. */
  #costOf(drafted: number): number {
    const assumed = assumedCost * assumedDrafted;
    return 1 + (drafted * (this.#draftedCost + assumed)) / (this.#drafted + assumedDrafted);
  }

  #scaleDrafted(factor: number): void {
    this.#drafted *= factor;
    this.#draftedCost *= factor;
  }

  #recordOf(kind: GuessKind): GuessRecord {
    let record = this.#records.get(kind);
    if (!record) {
      record = { accepted: 0, refused: 0, credit: creditOf[kind], open: true };
      this.#records.set(kind, record);
    }
    return record;
  }
}

function acceptanceOf(kind: GuessKind, { accepted, refused }: GuessRecord): number {
  const assumed = assumedAcceptance[kind] * assumedTokens;
  return (accepted + assumed) / (accepted + refused + assumedTokens);
}

/** A moving mean: medians would leave out what a busy machine does to long steps, and not to short ones. */
function blend(mean: number | null, value: number, weight: number): number {
  if (mean === null) return value;
  return mean + weight * (Math.min(value, 4 * mean) - mean);
}
