import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { builtInLists } from '../../../models/filter/built-in-lists.ts';
import { compileMatcher, type Matcher } from '../../../models/filter/matcher.ts';
import { parseWords } from '../../../models/filter/parse-words.ts';
import type { WordList } from '../../../models/filter/word-list.ts';
import type { WordReport } from '../../contract.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { StorageHealth } from '../storage/storage-health.ts';

const userListId = 'user';

/** The word lists in force and their automaton. A running reply keeps the automaton that it began with. */
export class GateLists {
  readonly #path: string;
  readonly #settings: SettingsFile;
  readonly #health: StorageHealth;
  readonly #extraLists: WordList[];
  #userText: string;
  #compiled: { key: string; matcher: Matcher } | null = null;

  /** `extraLists` count for this run only and cannot be switched off. */
  constructor(path: string, settings: SettingsFile, health: StorageHealth, extraLists: WordList[] = []) {
    this.#path = path;
    this.#settings = settings;
    this.#health = health;
    this.#extraLists = extraLists;
    this.#userText = readText(path);
  }

  /** The automaton for the lists that are switched on now. */
  get matcher(): Matcher {
    const { builtInEnabled, userEnabled } = this.#settings.current.filter;
    const key = `${builtInEnabled} ${userEnabled}`;
    if (this.#compiled?.key !== key) this.#compiled = { key, matcher: compileMatcher(this.#enabledLists()) };
    return this.#compiled.matcher;
  }

  get userText(): string {
    return this.#userText;
  }

  /**
   * Takes over the user's own list. Entries with a problem are left out and reported.
   * @throws AppError `storageUnavailable`: the list that was in force stays in force.
   */
  setUserText(text: string): WordReport {
    const { entries, problems } = parseWords(text);
    this.#health.require(() => {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileAtomic.sync(this.#path, text);
    });
    this.#userText = text;
    this.#compiled = null;
    return { accepted: entries.length, problems };
  }

  describe(): { id: string; name: string; category: string; wordCount: number; enabled: boolean; builtIn: boolean }[] {
    const { builtInEnabled, userEnabled } = this.#settings.current.filter;
    const describe = (list: WordList, enabled: boolean, builtIn: boolean) => ({
      id: list.id,
      name: list.name,
      category: list.category,
      wordCount: list.entries.length,
      enabled,
      builtIn,
    });
    return [
      ...builtInLists.map((list) => describe(list, builtInEnabled, true)),
      describe(this.#userList(), userEnabled, false),
      ...this.#extraLists.map((list) => describe(list, true, false)),
    ];
  }

  #enabledLists(): WordList[] {
    const { builtInEnabled, userEnabled } = this.#settings.current.filter;
    return [
      ...(userEnabled ? [this.#userList()] : []),
      ...this.#extraLists,
      ...(builtInEnabled ? builtInLists : []),
    ];
  }

  #userList(): WordList {
    return { id: userListId, name: 'Your own words', category: 'own', entries: parseWords(this.#userText).entries };
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
