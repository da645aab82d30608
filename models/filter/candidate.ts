import { use } from './alternatives.ts';
import type { ScriptClass } from './script-class.ts';

/** An open reading: the node of the automaton that it has come to, and the range of text that it has read. */
export interface Candidate {
  node: number;
  start: number;
  end: number;
  bits: number;
}

/** What a candidate remembers, in one integer: its uses, then these, then two numbers. */
export const bit = {
  uses: 0b1111,
  /** A letter was skipped as repeated, and it takes one more of them to count as drawn out. */
  debt: 1 << 4,
  /** Every letter so far stood alone between separators. */
  single: 1 << 5,
  /** The last thing read was a separator, or a space of the pattern. */
  separated: 1 << 6,
  /** A letter was read as what it is. */
  plain: 1 << 7,
  oneSeparator: 1 << 8,
  separators: 0b111 << 8,
};
/** The script class of the last letter. */
export const classShift = 11;
/** How often the last letter was repeated, up to `drawnOut`. */
export const runShift = 14;
/** So many of a letter in a row are one drawn out. */
export const drawnOut = 3;

/** `supersets[u]`: bit `n` for every set `n` of uses that contains `u`. */
const supersets = Uint16Array.from({ length: 16 }, (_, uses) => {
  let sets = 0;
  for (let set = 0; set < 16; set++) if ((uses & ~set) === 0) sets |= 1 << set;
  return sets;
});

/** Whether one of the sets of uses in `permitted` allows all that a candidate used. */
export function permits(permitted: number, bits: number): boolean {
  return (permitted & supersets[bits & bit.uses]!) !== 0;
}

/** The script class of the last letter that a candidate read. */
export function classOf(candidate: Candidate): ScriptClass {
  return ((candidate.bits >>> classShift) & 0b111) as ScriptClass;
}

/** How often a candidate's last letter was repeated. */
export function runOf(candidate: Candidate): number {
  return candidate.bits >>> runShift;
}

/** Numbers are no words: a reading in which every letter is a digit or a symbol counts for nothing. */
export function isAllDisguise(bits: number): boolean {
  return (bits & use.leetspeak) !== 0 && !(bits & bit.plain);
}
