import { builtInLists } from '../../../models/filter/built-in-lists.ts';
import type { Foldings } from '../../../models/filter/foldings.ts';
import { compileMatcherData, type MatcherData } from '../../../models/filter/matcher.ts';
import { type ListProblem, parseWords } from '../../../models/filter/parse-words.ts';
import type { WordList } from '../../../models/filter/word-list.ts';
import type { KeptList } from './word-list-files.ts';

/** What to compile: kept lists as text, ready lists, and what the user chose for each list by its id. */
export interface CompileRequest {
  kept: KeptList[];
  ready: WordList[];
  choices: Record<string, { enabled?: boolean | undefined; foldings?: Partial<Foldings> | undefined }>;
}

/** One list after its text was read. */
export interface ListReport {
  id: string;
  wordCount: number;
  problems: ListProblem[];
}

export interface CompileResult {
  matcher: MatcherData;
  reports: ListReport[];
}

/** Reads and compiles lists. Pure work of up to seconds for very long lists. */
export function compileLists({ kept, ready, choices }: CompileRequest): CompileResult {
  const reports: ListReport[] = [];
  const lists = kept.map(({ id, name, category, text }): WordList => {
    const { entries, problems } = parseWords(text);
    reports.push({ id, wordCount: entries.filter((entry) => !entry.allow).length, problems });
    return { id, name, category, entries };
  });
  const enabled = [...lists, ...ready, ...builtInLists].filter(({ id }) => choices[id]?.enabled !== false);
  const chosen = enabled.map((list) => ({ ...list, foldings: { ...list.foldings, ...choices[list.id]?.foldings } }));
  return { matcher: compileMatcherData(chosen), reports };
}
