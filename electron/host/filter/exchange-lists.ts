import { AppError } from '../../../models/app-error.ts';
import { formatListJson, formatListText, parseList } from '../../../models/filter/list-format.ts';
import { parseWords } from '../../../models/filter/parse-words.ts';
import type { WordList } from '../../../models/filter/word-list.ts';
import type { WordReport } from '../../contract/word-lists.ts';
import type { GateLists } from './gate-lists.ts';

/**
 * Adds a list from a file's content, text or JSON.
 * @throws AppError `badInput` for a file without a usable entry: the lists stay as they are.
 */
export async function importList(
  lists: GateLists,
  input: { fileName: string; text: string },
): Promise<WordReport & { id: string; name: string }> {
  const { list, problems } = parseList(input.text, input.fileName.replace(/\.[^.]*$/, '') || 'Imported list');
  if (!list.entries.length) {
    const reason = problems[0] ? ` ${problems[0].message}` : '';
    throw new AppError(
      'badInput',
      `The file ${input.fileName} holds no usable word, and nothing was taken over.${reason}`,
    );
  }
  const head = {
    name: list.name,
    category: list.category,
    language: list.language ?? null,
    severity: list.severity ?? null,
  };
  const saved = await lists.saveList(null, head, formatEntries(list));
  if (list.foldings) await lists.choose(saved.id, { foldings: list.foldings });
  return { id: saved.id, name: list.name, accepted: saved.accepted, problems: problems.slice(0, 1000) };
}

/** Writes a list that the user keeps as a file to give away. @throws AppError `notFound` */
export async function exportList(
  lists: GateLists,
  input: { id: string; format: 'text' | 'json' },
): Promise<{ fileName: string; text: string }> {
  const { id, name, category, language, severity, text } = await lists.getList(input.id);
  const foldings = lists.foldingsChosen(id);
  const list: WordList = {
    id,
    name,
    category,
    entries: parseWords(text).entries,
    ...(language === null ? {} : { language }),
    ...(severity === null ? {} : { severity }),
    ...(foldings ? { foldings } : {}),
  };
  const baseName = name.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '') || 'words';
  return input.format === 'json'
    ? { fileName: `${baseName}.json`, text: formatListJson(list) }
    : { fileName: `${baseName}.txt`, text: formatListText(list) };
}

/** The entries as a list's text, without a head: `formatListText` writes that in `#:` lines. */
function formatEntries(list: Omit<WordList, 'id'>): string {
  const lines = formatListText({ ...list, id: '' }).split('\n');
  return lines.filter((line) => !line.startsWith('#:')).join('\n');
}
