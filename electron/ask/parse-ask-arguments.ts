import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { parseWords } from '../../models/filter/parse-words.ts';
import type { WordList } from '../../models/filter/word-list.ts';

/** What `npm run ask` was asked for. */
export interface AskArguments {
  question: string;
  json: boolean;
  conversationId: string | null;
  modelPath?: string;
  lists: WordList[];
  /** 0, greedy, unless asked otherwise: a script wants the same answer twice. */
  temperature: number;
}

/** Reads the command line; `problem` is one sentence on what is wrong with it. */
export function parseAskArguments(argv: string[]): AskArguments | { problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        conversation: { type: 'string' },
        model: { type: 'string' },
        words: { type: 'string' },
        temperature: { type: 'string', default: '0' },
      },
    });
    const temperature = Number(values.temperature);
    if (!(temperature >= 0 && temperature <= 2)) return { problem: '--temperature takes a number from 0 to 2.' };
    if (positionals.length !== 1) return { problem: 'Give one question, in quotes.' };
    if (!positionals[0]!.trim()) return { problem: 'The question is empty.' };
    if (values.model !== undefined && !existsSync(values.model))
      return { problem: `There is no file ${values.model}.` };
    return {
      question: positionals[0]!,
      json: values.json,
      conversationId: values.conversation ?? null,
      ...(values.model === undefined ? {} : { modelPath: values.model }),
      lists: values.words === undefined ? [] : [readWordList(values.words)],
      temperature,
    };
  } catch (error) {
    return { problem: `${(error as Error).message.replace(/\.?$/, '.')}` };
  }
}

function readWordList(path: string): WordList {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Error(`The word list ${path} cannot be read`);
  const { entries, problems } = parseWords(readFileSync(path, 'utf8'));
  for (const { line, message } of problems) console.error(`${basename(path)}, line ${line}: ${message}`);
  if (!entries.length) throw new Error(`The word list ${path} has no usable entry: put one word or phrase on a line`);
  return { id: 'run', name: basename(path), category: 'own', entries };
}
