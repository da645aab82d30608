import type { Check } from './cases.ts';

/** The answer holds all of these, whatever their case. */
export function contains(...parts: string[]): Check {
  return (answer) => parts.every((part) => answer.toLowerCase().includes(part.toLowerCase()));
}

/** The answer is one of these, but for a full stop at its end. */
export function equals(...texts: string[]): Check {
  return (answer) => texts.includes(answer.trim().replace(/\.$/, ''));
}

/** The answer matches all of these, whatever their case. */
export function matches(...patterns: string[]): Check {
  return (answer) => patterns.every((pattern) => new RegExp(pattern, 'i').test(answer));
}

/** The answer admits that it was never told. */
export const admitsNotKnowing: Check = (answer) => /don't know/.test(answer);

/** The answer says that this is beyond so small a model. */
export const declines: Check = (answer) => /tiny (demo )?model|not sure what you mean/.test(answer);

/** A story of at least this many characters about these things, with an end. */
export function isStory(minCharacters: number, ...parts: string[]): Check {
  const mentions = contains(...parts);
  return (answer, ...rest) =>
    answer.length >= minCharacters && mentions(answer, ...rest) && /[.!?"]$/.test(answer.trim());
}

/** An explanation of at least this many characters that matches all of these. */
export function explains(minCharacters: number, ...patterns: string[]): Check {
  const mentions = matches(...patterns);
  return (answer, ...rest) => answer.length > minCharacters && mentions(answer, ...rest);
}

/** The letters of a word in upper case with dashes between. */
export function spell(word: string): string {
  return [...word.toUpperCase()].join('-');
}

/** The numbers from the first to the last, up or down, with commas between. */
export function countFrom(first: number, last: number): string {
  const step = first < last ? 1 : -1;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, index) => first + index * step).join(', ');
}
