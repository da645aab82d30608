import { z } from 'zod';
import { foldingNames, foldingsSchema, type Foldings } from './foldings.ts';
import { checkEntries, parseWords, splitLines, type ListProblem } from './parse-words.ts';
import type { WordEntry, WordList } from './word-list.ts';

/** A list as it was imported, without the id that its keeper gives it. */
export interface ImportedList {
  list: Omit<WordList, 'id'>;
  problems: ListProblem[];
}

const severitySchema = z.enum(['low', 'medium', 'high']);
const languageSchema = z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/);
const label = z.string().trim().min(1).max(100);

/** A list as JSON. Entries are words, or objects for allow phrases; lines are counted from 1 when read. */
const listFileSchema = z.object({
  format: z.literal('conclave-word-list'),
  version: z.literal(1),
  name: label,
  category: label.default('other'),
  language: languageSchema.optional(),
  severity: severitySchema.optional(),
  foldings: foldingsSchema.optional(),
  entries: z.array(z.union([z.string(), z.object({ text: z.string(), allow: z.boolean().optional() })])),
});

/** Writes a list as JSON. */
export function formatListJson({ name, category, language, severity, foldings, entries }: WordList): string {
  const words = entries.map(({ text, allow }) => (allow ? { text, allow } : text));
  const fields = { name, category, language, severity, foldings };
  return `${JSON.stringify({ format: 'conclave-word-list', version: 1, ...fields, entries: words }, null, 2)}\n`;
}

/** Writes a list as text: a header in `#:` lines, then one word or phrase a line. */
export function formatListText(list: WordList): string {
  const header: [string, string | undefined][] = [
    ['name', list.name],
    ['category', list.category],
    ['language', list.language],
    ['severity', list.severity],
    ['foldings', formatFoldings(list.foldings)],
  ];
  const lines = header.filter(([, value]) => value !== undefined).map(([key, value]) => `#: ${key}: ${value}`);
  return `${[...lines, ...list.entries.map(formatEntry)].join('\n')}\n`;
}

/** Reads a list from JSON or text, whichever it is. `name` serves a text that names itself nowhere. */
export function parseList(text: string, name: string): ImportedList {
  const start = text.replace(/^\ufeff/, '').trimStart();
  return start.startsWith('{') ? parseListJson(start, name) : parseListText(text, name);
}

function parseListJson(text: string, name: string): ImportedList {
  const empty = { name, category: 'other', entries: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { list: empty, problems: [{ line: 1, message: 'This begins like JSON and is not; nothing was taken.' }] };
  }
  const file = listFileSchema.safeParse(value);
  if (!file.success) {
    const where = file.error.issues[0]?.path.join('.') || 'format';
    return { list: empty, problems: [{ line: 1, message: `Not a word list: look at “${where}”. Nothing was taken.` }] };
  }
  const { format: _, version: __, entries, ...fields } = file.data;
  const words = entries.map((entry, index): WordEntry => {
    const read: WordEntry = { line: index + 1, text: (typeof entry === 'string' ? entry : entry.text).trim() };
    if (typeof entry !== 'string' && entry.allow) read.allow = true;
    return read;
  });
  const parsed = checkEntries(words);
  return { list: { ...dropUndefined(fields), entries: parsed.entries }, problems: parsed.problems };
}

function parseListText(text: string, name: string): ImportedList {
  const { entries, problems } = parseWords(text);
  const list: Omit<WordList, 'id'> = { name, category: 'other', entries };
  const header: ListProblem[] = [];
  let line = 0;
  for (const source of splitLines(text)) {
    line++;
    if (source.trim() !== '' && !source.startsWith('#')) break;
    const field = /^#:\s*(\w+)\s*:\s*(.*?)\s*$/.exec(source);
    if (field && !readField(list, field[1]!, field[2]!)) {
      header.push({ line, message: `“${field[1]}” is no header of a word list, or its value is not understood.` });
    }
  }
  return { list, problems: [...header, ...problems] };
}

function readField(list: Omit<WordList, 'id'>, key: string, value: string): boolean {
  if (key === 'name' || key === 'category') {
    const parsed = label.safeParse(value);
    if (parsed.success) list[key] = parsed.data;
    return parsed.success;
  }
  if (key === 'language' && languageSchema.safeParse(value).success) list.language = value;
  else if (key === 'severity' && severitySchema.safeParse(value).success) list.severity = severitySchema.parse(value);
  else if (key === 'foldings') return readFoldings(list, value);
  else return false;
  return true;
}

function readFoldings(list: Omit<WordList, 'id'>, value: string): boolean {
  const read: Partial<Foldings> = {};
  for (const word of value.split(/\s+/)) {
    const name = foldingNames.find((known) => known === word.slice(1));
    if (!name || !/^[+-]/.test(word)) return false;
    read[name] = word.startsWith('+');
  }
  list.foldings = read;
  return true;
}

function formatFoldings(list: Partial<Foldings> | undefined): string | undefined {
  const names = foldingNames.filter((name) => list?.[name] !== undefined);
  return names.length === 0 ? undefined : names.map((name) => `${list?.[name] ? '+' : '-'}${name}`).join(' ');
}

function formatEntry({ text, allow }: WordEntry): string {
  if (allow) return `!${text}`;
  return /^[#!\\]/.test(text) ? `\\${text}` : text;
}

function dropUndefined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
