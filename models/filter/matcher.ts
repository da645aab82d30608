import { AppError } from '../app-error.ts';
import { allowRule, buildAutomaton, firstSymbol, type Automaton } from './automaton.ts';
import { compileEntry, type AssignedSymbol, type EntryTarget } from './compile-entry.ts';
import { getFolder } from './fold.ts';
import { characterFoldingKey, resolveFoldings, type Foldings } from './foldings.ts';
import type { Hit } from './hits.ts';
import { PatternSet } from './pattern-set.ts';
import { createReadingTables, type ReadingTables } from './reading.ts';
import { Scan } from './scan.ts';
import { classifyCodePoint } from './script-class.ts';
import type { Match, RuleReference, WordList } from './word-list.ts';

/** Which list and line each rule comes from. The words themselves are not kept: a matcher cannot quote them. */
interface Rules {
  lists: readonly Pick<WordList, 'id' | 'name' | 'category'>[];
  listOfRule: Uint16Array;
  lineOfRule: Uint32Array;
}

/** A compiled matcher as plain data, to be posted between threads. */
export interface MatcherData {
  /** One automaton for each way of folding characters. */
  automata: { automaton: Automaton; ruleUses: Uint8Array; units: [number, AssignedSymbol][]; foldings: Foldings }[];
  rules: Rules;
}

/** Finds sensitive words: compiled once from word lists, used by any number of texts and streams at a time. */
export class Matcher {
  readonly #tables: readonly ReadingTables[];
  readonly #rules: Rules;

  constructor({ automata, rules }: MatcherData) {
    this.#tables = automata.map(({ automaton, ruleUses, units, foldings }) =>
      createReadingTables(automaton, ruleUses, new Map(units), getFolder(foldings), foldings),
    );
    this.#rules = rules;
  }

  /** The leftmost match of a text, the longest of those that begin there; null for a clean text. */
  find(text: string): Match | null {
    const scan = this.startScan();
    for (let index = 0; index < text.length; index++) if (scan.feed(text.charCodeAt(index))) break;
    const hit = scan.finish();
    return hit && { start: hit.start, end: hit.end, rule: this.describeRule(hit) };
  }

  /** Begins to read a text piece by piece. */
  startScan(): Scan {
    return Scan.start(this.#tables);
  }

  /** Which entry of which list a hit of a scan comes from. */
  describeRule(hit: Hit): RuleReference {
    const list = this.#rules.lists[this.#rules.listOfRule[hit.rule]!]!;
    return { listId: list.id, listName: list.name, category: list.category, line: this.#rules.lineOfRule[hit.rule]! };
  }
}

/** Compiles word lists into a matcher. */
export function compileMatcher(lists: readonly WordList[]): Matcher {
  return new Matcher(compileMatcherData(lists));
}

/**
 * Compiles word lists into what a matcher is made of. Entries that fold to nothing are left out: `parseWords` reports
 * them. @throws AppError `badInput` for lists with more different characters than an automaton has symbols.
 */
export function compileMatcherData(lists: readonly WordList[]): MatcherData {
  const listOfRule: number[] = [];
  const lineOfRule: number[] = [];
  const groups = new Map<string, Group>();
  for (const [listIndex, list] of lists.entries()) {
    const group = getGroup(groups, list);
    const foldings = resolveFoldings(list.foldings);
    for (const { line, text, allow } of list.entries) {
      const rule = allow ? allowRule : lineOfRule.length;
      const uses = compileEntry(text, rule, foldings, group);
      if (uses === null || allow) continue;
      group.uses.push(uses);
      group.rules.push(rule);
      listOfRule.push(listIndex);
      lineOfRule.push(line);
    }
  }
  return {
    automata: Array.from(groups.values(), (group) => buildTables(group, lineOfRule.length)),
    rules: {
      lists: lists.map(({ id, name, category }) => ({ id, name, category })),
      listOfRule: Uint16Array.from(listOfRule),
      lineOfRule: Uint32Array.from(lineOfRule),
    },
  };
}

/** The lists that fold characters alike: they share an automaton. */
interface Group extends EntryTarget {
  foldings: Foldings;
  units: Map<number, AssignedSymbol>;
  rules: number[];
  uses: number[];
}

const maxSymbols = 0xffff;

function getGroup(groups: Map<string, Group>, list: WordList): Group {
  const foldings = resolveFoldings(list.foldings);
  const key = characterFoldingKey(foldings);
  const known = groups.get(key);
  if (known) return known;
  const units: Group['units'] = new Map();
  const assign = (unit: number): AssignedSymbol => assignSymbol(unit, units);
  const group = {
    folder: getFolder(foldings),
    foldings,
    units,
    assign,
    patterns: new PatternSet(),
    rules: [],
    uses: [],
  };
  groups.set(key, group);
  return group;
}

function assignSymbol(unit: number, units: Group['units']): AssignedSymbol {
  const known = units.get(unit);
  if (known) return known;
  const symbol = units.size + firstSymbol;
  if (symbol > maxSymbols) {
    throw new AppError('badInput', 'The word lists use more than 65,000 different characters; shorten them.');
  }
  const isDigit = /\p{N}/u.test(String.fromCodePoint(unit));
  const assigned = { symbol, kind: classifyCodePoint(unit), isDigit };
  units.set(unit, assigned);
  return assigned;
}

function buildTables(group: Group, ruleCount: number): MatcherData['automata'][number] {
  const ruleUses = new Uint8Array(ruleCount);
  for (const [index, rule] of group.rules.entries()) ruleUses[rule] = group.uses[index]!;
  const automaton = buildAutomaton(group.patterns, group.units.size + firstSymbol, ruleUses);
  return { automaton, ruleUses, units: [...group.units], foldings: group.foldings };
}
