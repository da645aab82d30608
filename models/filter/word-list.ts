import { z } from 'zod';
import type { Foldings } from './foldings.ts';

/** How much a match matters. The gate acts on every one; the number is for the reader of a report. */
export type Severity = 'low' | 'medium' | 'high';

/** A word or phrase as its author wrote it. */
export interface WordEntry {
  /** The 1-based number by which the author finds the entry. */
  line: number;
  /** `*` at an end stands for the rest of a word, `?` between two letters for any one letter. */
  text: string;
  /** An allow phrase: what is found inside it is let through. */
  allow?: boolean;
}

/** A list of sensitive words as the gate takes it. */
export interface WordList {
  id: string;
  name: string;
  category: string;
  entries: WordEntry[];
  /** BCP 47, such as `en` or `zh`. */
  language?: string;
  severity?: Severity;
  /** What differs from the default foldings. */
  foldings?: Partial<Foldings>;
}

/** Which rule matched, without its words. */
export interface RuleReference {
  listId: string;
  listName: string;
  category: string;
  line: number;
}

/** A sensitive word in a text: UTF-16 offsets into the text as it was given, end exclusive. */
export interface Match {
  start: number;
  end: number;
  rule: RuleReference;
}

/** What is said of a list besides its words. */
export const wordListHeadSchema = z.object({
  name: z.string().trim().min(1).max(100),
  category: z.string().trim().min(1).max(100),
  /** BCP 47. */
  language: z.string().max(35).nullable(),
  severity: z.enum(['low', 'medium', 'high']).nullable(),
});
export type WordListHead = z.infer<typeof wordListHeadSchema>;
