import { classifySeparator, listAlternatives, separatorKind } from './alternatives.ts';
import { unknownSymbol, type Automaton } from './automaton.ts';
import type { AssignedSymbol } from './compile-entry.ts';
import type { Folder } from './fold.ts';
import type { Foldings } from './foldings.ts';
import { classifyCodePoint, scriptClass, type ScriptClass } from './script-class.ts';

/** One code point as an automaton sees it. */
export interface Reading {
  /** The symbols it folds to, and the script class of each. */
  symbols: Uint16Array;
  classes: Uint8Array;
  /** Symbols that it can be read as instead. */
  alternatives: readonly AlternativeSymbol[];
  /** Between which letters it may stand without parting them. */
  separator: number;
  /** All of its symbols are the same. */
  isUniform: boolean;
}

export interface AlternativeSymbol {
  symbol: number;
  kind: ScriptClass;
  use: number;
}

/** What texts are read with: an automaton, the rules in it, and how it sees each code point. */
export interface ReadingTables {
  automaton: Automaton;
  /** The set of uses that each rule permits. */
  ruleUses: Uint8Array;
  /** 1 for the symbols of letters that few languages double: two of them already count as drawn out. */
  seldomDoubled: Uint8Array;
  ascii: readonly Reading[];
  lookUp(codePoint: number): Reading;
}

const maxKnown = 20_000;
const seldomDoubledUnits = new Set(Array.from('hijkquvwxy', (letter) => letter.charCodeAt(0)));

/** Makes the tables of an automaton whose patterns are written in `alphabet`, from folded unit to symbol. */
export function createReadingTables(
  automaton: Automaton,
  ruleUses: Uint8Array,
  alphabet: ReadonlyMap<number, AssignedSymbol>,
  folder: Folder,
  foldings: Foldings,
): ReadingTables {
  const compute = (codePoint: number): Reading => {
    const units = folder.fold(codePoint);
    return {
      symbols: Uint16Array.from(units, (unit) => alphabet.get(unit)?.symbol ?? unknownSymbol),
      classes: Uint8Array.from(units, classifyCodePoint),
      alternatives: listAlternatives(codePoint, foldings).flatMap(({ unit, use }) => {
        const symbol = alphabet.get(unit)?.symbol;
        return symbol === undefined ? [] : [{ symbol, kind: classifyCodePoint(unit), use }];
      }),
      separator: units.length === 1 ? classifySeparator(units[0]!) : separatorKind.none,
      isUniform: units.length > 0 && units.every((unit) => unit === units[0]),
    };
  };
  const known = new Map<number, Reading>();
  const seldomDoubled = new Uint8Array(automaton.rootChild.length);
  for (const [unit, { symbol }] of alphabet) if (seldomDoubledUnits.has(unit)) seldomDoubled[symbol] = 1;
  return {
    automaton,
    ruleUses,
    seldomDoubled,
    ascii: Array.from({ length: 0x80 }, (_, codePoint) => compute(codePoint)),
    lookUp(codePoint) {
      let reading = known.get(codePoint);
      if (!reading) {
        if (known.size >= maxKnown) known.clear();
        known.set(codePoint, (reading = compute(codePoint)));
      }
      return reading;
    },
  };
}

/** Whether characters of a class are letters or digits. */
export function isLetter(kind: ScriptClass): boolean {
  return kind === scriptClass.bounded || kind === scriptClass.hangul || kind === scriptClass.unbounded;
}
