import { CaseList } from './cases.ts';
import { addConceptCases, addFactCases, addStoryCases, addTalkCases } from './knowledge-cases.ts';
import { addLongMemoryCases, addMemoryCases } from './memory-cases.ts';
import { addArithmeticCases, addCopyingCases, addListCases } from './skill-cases.ts';

/** The cases that were run on checkpoints while Ember was made: held out only as literal prompts. */
export function listMainCases(): CaseList {
  const list = new CaseList();
  addMemoryCases(list);
  addArithmeticCases(list);
  addFactCases(list);
  addListCases(list);
  addCopyingCases(list);
  addStoryCases(list);
  addConceptCases(list);
  addTalkCases(list);
  addLongMemoryCases(list);
  return list;
}
