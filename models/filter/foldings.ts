import { z } from 'zod';

/** The foldings a list is matched with. Each can be switched off; a list says only what differs from the default. */
export interface Foldings {
  /** Width, ligatures, circled and mathematical letters: NFKD instead of NFD. */
  compatibility: boolean;
  case: boolean;
  /** Format, zero-width and control characters. */
  invisible: boolean;
  /** Diacritics of the scripts that only decorate letters with them. */
  marks: boolean;
  /** Characters that look like another one, by Unicode's table. */
  confusables: boolean;
  /** Traditional Chinese, read as simplified. */
  chinese: boolean;
  /** Digits and symbols for letters: "sh1t", "$lut". */
  leetspeak: boolean;
  /** Letters drawn out: "fuuuck". */
  repeats: boolean;
  /** Letters spaced or punctuated apart: "f u c k", "fu.ck". */
  separators: boolean;
}

export const defaultFoldings: Readonly<Foldings> = {
  compatibility: true,
  case: true,
  invisible: true,
  marks: true,
  confusables: true,
  chinese: true,
  leetspeak: true,
  repeats: true,
  separators: true,
};

export const foldingNames = Object.keys(defaultFoldings) as readonly (keyof Foldings)[];

/** What differs from the default. */
export const foldingsSchema: z.ZodType<Partial<Foldings>> = z.strictObject(
  Object.fromEntries(foldingNames.map((name) => [name, z.boolean().optional()])),
);

/** Fills up what a list leaves to the default. */
export function resolveFoldings(foldings: Partial<Foldings> = {}): Foldings {
  return { ...defaultFoldings, ...foldings };
}

/** Two lists with the same key fold every character alike, and share an automaton. */
export function characterFoldingKey(foldings: Foldings): string {
  const { compatibility, case: ignoreCase, invisible, marks, confusables, chinese } = foldings;
  return [compatibility, ignoreCase, invisible, marks, confusables, chinese].map(Number).join('');
}
