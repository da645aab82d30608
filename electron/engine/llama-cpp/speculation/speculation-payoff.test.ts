import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GuessKind, maxDraftTokens, SpeculationPayoff } from './speculation-payoff.ts';

interface Machine {
  /** Of a step without a draft, ms. */
  plainMs: number;
  /** Of each drafted token, ms. */
  draftMs: number;
}

/** Writes so many tokens as a reply would; `accepts` says how many of a draft are right. */
function write(
  payoff: SpeculationPayoff,
  { plainMs, draftMs }: Machine,
  { tokens, kind = 'long', accepts }: { tokens: number; kind?: GuessKind; accepts: (drafted: number) => number },
): { milliseconds: number; drafted: number } {
  let [milliseconds, drafted] = [0, 0];
  for (let written = 0; written < tokens;) {
    const count = payoff.choose(kind, maxDraftTokens);
    if (count === 0) {
      payoff.notePlain(plainMs);
      milliseconds += plainMs;
      written++;
      continue;
    }
    const accepted = accepts(count);
    const cost = plainMs + count * draftMs;
    payoff.noteDraft({ kind, drafted: count, accepted, milliseconds: cost });
    milliseconds += cost;
    drafted += count;
    written += accepted + 1;
  }
  return { milliseconds, drafted };
}

const machine = { plainMs: 10, draftMs: 5 };
const allOf = (drafted: number) => drafted;
const noneOf = () => 0;

describe('speculation', () => {
  it('drafts far where everything is accepted', () => {
    const { milliseconds, drafted } = write(new SpeculationPayoff(), machine, { tokens: 300, accepts: allOf });
    expect(drafted).toBeGreaterThan(200);
    expect(milliseconds).toBeLessThan(300 * machine.plainMs * 0.65);
  });

  it('measures plain steps before the first draft', () => {
    const payoff = new SpeculationPayoff();
    expect(payoff.choose('long', 8)).toBe(0);
    for (let step = 0; step < 5; step++) payoff.notePlain(10);
    expect(payoff.choose('long', 8)).toBeGreaterThan(0);
  });

  it('is switched off where nothing is accepted, and stays so in the next replies', () => {
    const payoff = new SpeculationPayoff();
    const first = write(payoff, machine, { tokens: 500, accepts: noneOf });
    expect(first.drafted).toBeGreaterThan(0);
    expect(first.milliseconds).toBeLessThan(500 * machine.plainMs * 1.03);
    expect(payoff.isOff('long')).toBe(true);
    // From then on only a rare try is left.
    const later = write(payoff, machine, { tokens: 5000, accepts: noneOf });
    expect(later.milliseconds).toBeLessThan(5000 * machine.plainMs * 1.01);
  });

  it('is switched off where a batch costs what its tokens cost one by one', () => {
    const dear = { plainMs: 10, draftMs: 12 };
    const { milliseconds } = write(new SpeculationPayoff(), dear, { tokens: 1000, accepts: allOf });
    expect(milliseconds).toBeLessThan(1000 * dear.plainMs * 1.03);
  });

  it('comes back when guesses become right', () => {
    const payoff = new SpeculationPayoff();
    write(payoff, machine, { tokens: 500, accepts: noneOf });
    write(payoff, machine, { tokens: 3000, accepts: allOf });
    const { milliseconds } = write(payoff, machine, { tokens: 500, accepts: allOf });
    expect(milliseconds).toBeLessThan(500 * machine.plainMs * 0.7);
  });

  it('keeps drafting when the machine slows down amid a reply', () => {
    const payoff = new SpeculationPayoff();
    write(payoff, machine, { tokens: 500, accepts: allOf });
    const slow = { plainMs: 3 * machine.plainMs, draftMs: 3 * machine.draftMs };
    const { milliseconds } = write(payoff, slow, { tokens: 500, accepts: allOf });
    expect(milliseconds).toBeLessThan(500 * slow.plainMs * 0.7);
    expect(payoff.isOff('long')).toBe(false);
  });

  it('takes a few plain steps amid drafts to compare with, and no more', () => {
    const payoff = new SpeculationPayoff();
    for (let step = 0; step < 8; step++) payoff.notePlain(10);
    let drafts = 0;
    while (payoff.choose('long', 8) > 0) {
      payoff.noteDraft({ kind: 'long', drafted: 8, accepted: 8, milliseconds: 30 });
      drafts++;
    }
    expect(drafts).toBeGreaterThan(8);
    for (let left = payoff.stepsToCompare; left > 0; left--) {
      expect(payoff.stepsToCompare).toBe(left);
      expect(payoff.choose('long', 8)).toBe(0);
      payoff.notePlain(10);
    }
    expect(payoff.choose('long', 8)).toBeGreaterThan(0);
  });

  it('does not take one kind of guess for another', () => {
    const payoff = new SpeculationPayoff();
    write(payoff, machine, { tokens: 500, kind: 'medium', accepts: noneOf });
    expect(payoff.isOff('medium')).toBe(true);
    expect(payoff.isOff('long')).toBe(false);
    expect(payoff.choose('long', 8)).toBeGreaterThan(0);
  });

  it('never costs more than a little, whatever is accepted, where a batch is not far dearer than its tokens one by one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: maxDraftTokens }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.05, max: 1.5, noNaN: true }),
        fc.constantFrom<GuessKind>('short', 'medium', 'long', 'draft'),
        (acceptances, draftMs, kind) => {
          let turn = 0;
          const accepts = (drafted: number) => Math.min(drafted, acceptances[turn++ % acceptances.length]!);
          const { milliseconds } = write(
            new SpeculationPayoff(),
            { plainMs: 1, draftMs },
            { tokens: 2000, kind, accepts },
          );
          expect(milliseconds).toBeLessThan(2000 * 1.02);
        },
      ),
    );
  });

  it('never drafts more than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 }), (available, plainMs) => {
        const payoff = new SpeculationPayoff();
        for (let step = 0; step < 8; step++) payoff.notePlain(plainMs);
        const count = payoff.choose('long', available);
        expect(count).toBeLessThanOrEqual(Math.min(available, maxDraftTokens));
      }),
    );
  });
});
