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

const maxProblems = 1000;

/**
 * Reads a list with one word or phrase a line. `#` begins a comment line, `!` an allow phrase, and a backslash before
 * either stands for the character itself; blank lines count for nothing.
 */
export function parseWords(text: string): ParsedWords {
  const lines: WordEntry[] = [];
  let line = 0;
  for (const source of splitLines(text)) {
    line++;
    const entry = source.trim();
    if (entry !== '' && !entry.startsWith('#')) lines.push(readLine(entry, line));
  }
  return checkEntries(lines);
}

/** Takes the entries that can be used and reports the others. */
export function checkEntries(candidates: Iterable<WordEntry>): ParsedWords {
  const parsed: ParsedWords = { entries: [], problems: [] };
  const checker = new EntryChecker();
  let unreported = 0;
  let lastLine = 0;
  for (const entry of candidates) {
    const message = checker.check(entry);
    lastLine = entry.line;
    if (message === null) parsed.entries.push(entry);
    else if (parsed.problems.length < maxProblems) parsed.problems.push({ line: entry.line, message });
    else unreported++;
  }
  if (unreported > 0) {
    const message = `${unreported} more lines were not taken; mend the first ones and try again.`;
    parsed.problems.push({ line: lastLine, message });
  }
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
