import { EntryChecker } from './check-entry.ts';
import type { WordEntry } from './word-list.ts';

/** A line that was not taken as it stands, and why. */
export interface ListProblem {
  line: number;
  message: string;
}

/** A word list's text, read: the entries it gives, and the lines that were not taken, each with the reason. */
export interface ParsedWords {
  entries: WordEntry[];
  problems: ListProblem[];
}

/** Most entries of one list. */
export const maxEntries = 500_000;
const maxProblems = 1000;
const maxRefused = 100_000;

/**
 * Reads a list with one word or phrase a line. `#` begins a comment line, `!` an allow phrase, and a backslash before
 * either stands for the character itself; blank lines count for nothing.
 */
export function parseWords(text: string): ParsedWords {
  return checkEntries(readLines(text));
}

function* readLines(text: string): Generator<WordEntry> {
  let line = 0;
  for (const source of splitLines(text)) {
    line++;
    const entry = source.trim();
    if (entry !== '' && !entry.startsWith('#')) yield readLine(entry, line);
  }
}

/** Takes the entries that can be used and reports the others. It stops at a list that is too long, or mostly junk. */
export function checkEntries(candidates: Iterable<WordEntry>): ParsedWords {
  const parsed: ParsedWords = { entries: [], problems: [] };
  const checker = new EntryChecker();
  let refused = 0;
  let line = 0;
  let end: string | null = null;
  for (const entry of candidates) {
    line = entry.line;
    if (parsed.entries.length >= maxEntries)
      end = `From here on nothing was taken: ${maxEntries} entries are the most.`;
    else if (refused >= maxRefused) end = `From here on nothing was read: ${refused} lines could not be taken.`;
    if (end) break;
    const message = checker.check(entry);
    if (message === null) parsed.entries.push(entry);
    else if (refused++ < maxProblems) parsed.problems.push({ line, message });
  }
  if (!end && refused > maxProblems) {
    end = `${refused - maxProblems} more lines were not taken; mend the first ones and try again.`;
  }
  if (end) parsed.problems.push({ line, message: end });
  return parsed;
}

/** The lines of a text, without their ends and without a byte order mark. */
export function* splitLines(text: string): Generator<string> {
  const breaks = /\r\n|[\n\r\u2028\u2029]/g;
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (let found = breaks.exec(text); found; found = breaks.exec(text)) {
    yield text.slice(start, found.index);
    start = breaks.lastIndex;
  }
  yield text.slice(start);
}

function readLine(entry: string, line: number): WordEntry {
  if (entry.startsWith('!')) return { line, text: entry.slice(1).trimStart(), allow: true };
  return { line, text: /^\\[#!\\]/.test(entry) ? entry.slice(1) : entry };
}
