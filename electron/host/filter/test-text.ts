import { inspectText } from '../../../models/filter/inspect-text.ts';
import type { Matcher } from '../../../models/filter/matcher.ts';
import type { RuleReference } from '../../../models/filter/word-list.ts';
import type { GateTest } from '../../contract/word-lists.ts';

/** What the gate makes of a text. Nothing is kept. */
export function testText(matcher: Matcher, text: string): GateTest {
  const { match, ...inspection } = inspectText(matcher, text);
  return { ...inspection, match: match && { ...toRule(match.rule), start: match.start, end: match.end } };
}

/** A rule as the contract names it. */
export function toRule({ listId, listName, category, line }: RuleReference) {
  return { listId, listName, category, ruleNumber: line };
}
