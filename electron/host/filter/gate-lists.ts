import { AppError } from '../../../models/app-error.ts';
import { builtInLists } from '../../../models/filter/built-in-lists.ts';
import { type Foldings, resolveFoldings } from '../../../models/filter/foldings.ts';
import { Matcher } from '../../../models/filter/matcher.ts';
import type { WordList, WordListHead } from '../../../models/filter/word-list.ts';
import type { EvaluationRow, WordListInfo, WordReport } from '../../contract/word-lists.ts';
import type { DataFolder } from '../data-folder.ts';
import type { Notices } from '../notices.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { StorageHealth } from '../storage/storage-health.ts';
import { compileListsAside, runWorker } from './compile-aside.ts';
import type { CompileRequest, ListReport } from './compile-lists.ts';
import { type KeptList, userListId, WordListFiles } from './word-list-files.ts';

export interface GateListsOptions {
  folder: Pick<DataFolder, 'userWords' | 'lists'>;
  settings: SettingsFile;
  health: StorageHealth;
  notices: Notices;
  compileWorkerPath: string;
  /** Lists that count for this run only and cannot be switched off. */
  extraLists?: WordList[];
}

type Choices = CompileRequest['choices'];

/** The lists in force: what they hold, and their automaton. */
interface Compiled {
  kept: KeptList[];
  reports: Map<string, ListReport>;
  matcher: Matcher;
}

/**
 * The word lists in force and their automaton. A change is compiled first, then written, then swapped in: until then,
 * and when it fails, the old lists count. A running reply keeps the automaton that it began with.
 */
export class GateLists {
  readonly #options: GateListsOptions;
  readonly #files: WordListFiles;
  #compiled: Promise<Compiled>;

  constructor(options: GateListsOptions) {
    this.#options = options;
    this.#files = new WordListFiles(options.folder);
    this.#compiled = this.#compile(this.#files.read(options.notices));
    // Whoever needs the matcher is told; nobody may be waiting yet.
    this.#compiled.catch(() => undefined);
  }

  /** The automaton for the lists that are switched on. Waits for a change that is being compiled. */
  async matcher(): Promise<Matcher> {
    return (await this.#compiled).matcher;
  }

  /** A matcher as it would be with another text for one list, without putting it in force. */
  async matcherWith(id: string, text: string): Promise<Matcher> {
    const { kept } = await this.#compiled;
    const candidate = await this.#compile(kept.map((list) => (list.id === id ? { ...list, text } : list)));
    return candidate.matcher;
  }

  async describe(): Promise<WordListInfo[]> {
    const { kept, reports } = await this.#compiled;
    const { extraLists = [] } = this.#options;
    return [
      ...kept.map((list) => this.#describe(list, reports.get(list.id)?.wordCount ?? 0, false)),
      ...extraLists.map((list) => this.#describe(toHead(list), countWords(list), false)),
      ...builtInLists.map((list) => this.#describe(toHead(list), countWords(list), true)),
    ];
  }

  /** @throws AppError `notFound` for an unknown list and for one that ships with the app */
  async getList(id: string): Promise<KeptList> {
    const { kept } = await this.#compiled;
    return kept[requireIndex(kept, id)]!;
  }

  /**
   * Takes over a list, new for a null id. Lines with a problem are left out and reported.
   * @throws AppError `notFound`; `badInput` and `storageUnavailable`, with the old lists in force.
   */
  async saveList(id: string | null, head: WordListHead, text: string): Promise<WordReport & { id: string }> {
    const list: KeptList = { ...head, id: id ?? this.#files.createId(), text };
    const { reports } = await this.#change({
      kept: (kept) => (id === null ? [...kept, list] : kept.with(requireIndex(kept, id), list)),
      write: () => this.#files.write(list),
    });
    const report = reports.get(list.id);
    return { id: list.id, accepted: report?.wordCount ?? 0, problems: report?.problems ?? [] };
  }

  /** @throws AppError `notFound`; `unsupported` for the user's own list */
  async deleteList(id: string): Promise<void> {
    if (id === userListId) throw new AppError('unsupported', 'Your own list cannot be deleted. Empty it instead.');
    await this.#change({
      kept: (kept) => kept.toSpliced(requireIndex(kept, id), 1),
      write: () => this.#files.delete(id),
    });
  }

  /** What the user changed of a list's foldings. */
  foldingsChosen(id: string): Partial<Foldings> | undefined {
    return this.#choices[id]?.foldings;
  }

  /** Recall and false alarms with the app's own sets and lists: the foldings and boundaries, not the user's words. */
  evaluate(): Promise<EvaluationRow[]> {
    return runWorker({ task: 'evaluate' }, this.#options.compileWorkerPath);
  }

  /** Switches a list, or some of its foldings, on or off. */
  async choose(id: string, choice: Choices[string]): Promise<void> {
    await this.#change({
      choices: (before) => {
        const foldings = { ...before[id]?.foldings, ...choice.foldings };
        return { ...before, [id]: { ...before[id], ...choice, foldings } };
      },
    });
  }

  get #choices(): Choices {
    return this.#options.settings.current.filter.lists;
  }

  /** Changes run one after the other, each on what the one before left. */
  #change(change: {
    kept?: (kept: KeptList[]) => KeptList[];
    choices?: (choices: Choices) => Choices;
    write?: () => void;
  }): Promise<Compiled> {
    const before = this.#compiled;
    const next = before.then(async ({ kept }) => {
      const choices = change.choices?.(this.#choices) ?? this.#choices;
      const compiled = await this.#compile(change.kept?.(kept) ?? kept, choices);
      this.#options.health.require(() => change.write?.());
      if (change.choices) this.#options.settings.setListChoices(choices);
      return compiled;
    });
    this.#compiled = next.catch(() => before);
    return next;
  }

  async #compile(kept: KeptList[], choices = this.#choices): Promise<Compiled> {
    const { extraLists = [], compileWorkerPath } = this.#options;
    const result = await compileListsAside({ kept, ready: extraLists, choices }, compileWorkerPath);
    return {
      kept,
      reports: new Map(result.reports.map((report) => [report.id, report])),
      matcher: new Matcher(result.matcher),
    };
  }

  #describe(list: WordListHead & { id: string }, wordCount: number, builtIn: boolean): WordListInfo {
    const choice = this.#choices[list.id];
    const { id, name, category, language, severity } = list;
    const foldings = resolveFoldings(choice?.foldings);
    return { id, name, category, language, severity, foldings, enabled: choice?.enabled !== false, builtIn, wordCount };
  }
}

/** @throws AppError `notFound` */
function requireIndex(kept: readonly KeptList[], id: string): number {
  const index = kept.findIndex((list) => list.id === id);
  if (index === -1) throw new AppError('notFound', 'This word list does not exist any more.');
  return index;
}

function countWords(list: WordList): number {
  return list.entries.filter((entry) => !entry.allow).length;
}

function toHead({ id, name, category, language, severity }: WordList): WordListHead & { id: string } {
  return { id, name, category, language: language ?? null, severity: severity ?? null };
}
