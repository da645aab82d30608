// Evaluates a GGUF file greedily, through node-llama-cpp's own chat session.
//
//   node evaluate.ts [MODEL] [--suite main|fresh|fresh2] [--only GROUP] [--threads 1] [--out FILE]
import type { LlamaContextSequence } from 'node-llama-cpp';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { resetTurn, type Case } from './cases.ts';
import { listFreshCases, listSecondFreshCases } from './fresh-cases.ts';
import { listMainCases } from './main-cases.ts';
import { ask, embeddedModelPath, openModel, openSession, type Answer } from './open-model.ts';

interface Result {
  group: string;
  turns: string[];
  systemPrompt: string;
  answers: string[];
  thought: string;
  passed: boolean;
  contextTokens: number;
}

const suites: Record<string, () => { cases: Case[] }> = {
  main: listMainCases,
  fresh: listFreshCases,
  fresh2: listSecondFreshCases,
};

async function runCase(sequence: LlamaContextSequence, { group, turns, systemPrompt, check }: Case): Promise<Result> {
  const session = await openSession(sequence, systemPrompt);
  const answers: string[] = [];
  let last: Answer = { text: '', thought: '' };
  let contextTokens = 0;
  for (const turn of turns) {
    if (turn === resetTurn) {
      session.resetChatHistory();
      continue;
    }
    last = await ask(session, turn);
    answers.push(last.text);
    contextTokens = sequence.nextTokenIndex;
  }
  session.dispose();
  const passed = check(last.text, last.thought, answers);
  const { thought } = last;
  return { group, turns, systemPrompt: systemPrompt ?? 'default', answers, thought, passed, contextTokens };
}

/** Passed and all cases of each group, in the order in which the groups appear. */
function countGroups(results: Result[]): Record<string, { passed: number; of: number }> {
  const groups: Record<string, { passed: number; of: number }> = {};
  for (const { group, passed } of results) {
    const counts = (groups[group] ??= { passed: 0, of: 0 });
    counts.of++;
    if (passed) counts.passed++;
  }
  return groups;
}

function printTable(results: Result[]): void {
  console.log('| skill | passed |\n| --- | --- |');
  for (const [group, { passed, of }] of Object.entries(countGroups(results))) {
    console.log(`| ${group} | ${passed}/${of} |`);
  }
  console.log(`| **all** | **${results.filter(({ passed }) => passed).length}/${results.length}** |`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    suite: { type: 'string', default: 'main' },
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const listCases = suites[values.suite];
if (!listCases) throw new Error(`There is no suite "${values.suite}": ${Object.keys(suites).join(', ')}.`);

const { sequence } = await openModel(positionals[0] ?? embeddedModelPath, Number(values.threads));
const results: Result[] = [];
for (const testCase of listCases().cases.filter(({ group }) => group.includes(values.only))) {
  const result = await runCase(sequence, testCase);
  results.push(result);
  if (!result.passed) console.log(`failed [${result.group}] ${result.turns.at(-1)} -> ${result.answers.at(-1)}`);
}
printTable(results);
if (values.out) {
  const report = { suite: values.suite, groups: countGroups(results), results };
  writeFileSync(values.out, `${JSON.stringify(report, null, 1)}\n`);
}
process.exit(0);
