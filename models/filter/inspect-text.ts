import { foldText } from './fold.ts';
import type { Matcher } from './matcher.ts';
import type { Match } from './word-list.ts';

/** What the gate makes of a text, for the owner of the lists to look at. */
export interface TextInspection {
  /** The text as it is matched, with every folding on. */
  folded: string;
  match: Match | null;
  /** After each UTF-16 unit, how many units a stream would hold back. It ends where a match is certain. */
  heldUnits: number[];
}

/** Shows how a text is folded and matched, and what a stream of it would hold back. */
export function inspectText(matcher: Matcher, text: string): TextInspection {
  const scan = matcher.startScan();
  const heldUnits: number[] = [];
  for (let index = 0; index < text.length && !scan.decided; index++) {
    scan.feed(text.charCodeAt(index));
    heldUnits.push(index + 1 - scan.heldFrom);
  }
  const hit = scan.finish();
  const match = hit && { start: hit.start, end: hit.end, rule: matcher.describeRule(hit) };
  return { folded: Array.from(foldText(text).units, (unit) => String.fromCodePoint(unit)).join(''), match, heldUnits };
}
