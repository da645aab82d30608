import { foldEntry } from './fold.ts';
import { classifyCodePoint, scriptClass } from './script-class.ts';

/** A word list's text, read: the entries it gives, and the lines that were not taken, each with the reason. */
export interface ParsedWords {
  entries: { line: number; text: string }[];
  problems: { line: number; message: string }[];
}

/** Longest entry, in UTF-16 units. */
export const maxEntryLength = 200;
const maxProblems = 1000;

/** Reads a list with one word or phrase a line; `#` begins a comment line, blank lines count for nothing. */
export function parseWords(text: string): ParsedWords {
  const parsed: ParsedWords = { entries: [], problems: [] };
  const lineByFolded = new Map<string, number>();
  let unreported = 0;
  let line = 0;
  for (const source of splitLines(text)) {
    line++;
    const entry = source.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const problem = checkEntry(entry, line, lineByFolded);
    if (problem === null) parsed.entries.push({ line, text: entry });
    else if (parsed.problems.length < maxProblems) parsed.problems.push({ line, message: problem });
    else unreported++;
  }
  if (unreported > 0) {
    parsed.problems.push({ line, message: `${unreported} more lines were not taken; mend the first ones and try again.` });
  }
  return parsed;
}

function* splitLines(text: string): Generator<string> {
  const breaks = /\r\n|[\n\r\u2028\u2029]/g;
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (let found = breaks.exec(text); found; found = breaks.exec(text)) {
    yield text.slice(start, found.index);
    start = breaks.lastIndex;
  }
  yield text.slice(start);
}

function checkEntry(entry: string, line: number, lineByFolded: Map<string, number>): string | null {
  if (entry.length > maxEntryLength) return `Longer than ${maxEntryLength} characters; an entry is a word or a phrase.`;
  if (entry.includes('\ufffd')) return 'Holds a damaged character; save the list as UTF-8.';
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000e-\u001f]/.test(entry)) return 'Holds control characters; a list is plain text.';
  // Two entries with the same folded form find the same texts.
  const folded = String.fromCodePoint(...foldEntry(entry).units);
  const problem = checkFolded(folded);
  if (problem) return problem;
  const known = lineByFolded.get(folded);
  if (known !== undefined) return `The same as line ${known}.`;
  lineByFolded.set(folded, line);
  return null;
}

const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const han = /\p{Script=Han}/u;

function checkFolded(folded: string): string | null {
  if (folded === '') return 'Nothing is left of it once case, accents and invisible characters are folded away.';
  const characters = [...folded];
  if (!characters.some(isWordCharacter)) {
    return pictograph.test(folded) ? null : 'It has no letter or digit, and would match too much.';
  }
  if (characters.length === 1 && !han.test(folded)) return 'A single letter would match too much.';
  return null;
}

function isWordCharacter(character: string): boolean {
  const kind = classifyCodePoint(character.codePointAt(0)!);
  return kind !== scriptClass.other && kind !== scriptClass.space;
}
