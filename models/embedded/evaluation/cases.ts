/** Says whether a case passed, from the last answer, its thought, and all answers of the conversation. */
export type Check = (answer: string, thought: string, answers: string[]) => boolean;

export interface Case {
  group: string;
  /** What the user says; `resetTurn` wipes the conversation in between. */
  turns: string[];
  /** Undefined is the library's own system prompt. */
  systemPrompt: string | undefined;
  check: Check;
}

/** Stands among the turns for wiping the conversation. */
export const resetTurn = '@reset';

const ownSystemPrompt = 'You are Ember, a small assistant in a desktop app. Keep answers short.';
const systemPrompts = ['', undefined, '', ownSystemPrompt];

/** Collects cases; the system prompt changes from case to case. */
export class CaseList {
  readonly cases: Case[] = [];

  add(group: string, turns: string | string[], check: Check): void {
    const systemPrompt = systemPrompts[this.cases.length % systemPrompts.length];
    this.cases.push({ group, turns: [turns].flat(), systemPrompt, check });
  }
}

/** The item that stands at this place when the list is repeated for ever. */
export function cycle<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('An empty list cannot be repeated.');
  return item;
}
