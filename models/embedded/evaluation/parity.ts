// Compares a GGUF file with the PyTorch model: node parity.ts MODEL REFERENCE
//
// REFERENCE is what parity_reference.py wrote. For each conversation it prints whether the chat wrapper gives the same
// tokens, how far the log-probabilities lie apart, and how often the most likely token agrees.
import { LlamaChatSession, type ChatHistoryItem, type ControlledEvaluateInputItem, type Token } from 'node-llama-cpp';
import { readFileSync } from 'node:fs';

import { openModel } from './open-model.ts';

interface Reference {
  system: string;
  turns: [question: string, thought: string | null, answer: string][];
  ids: Token[];
  logProbabilities: number[][];
}

/** Tokens below this log-probability differ by rounding alone and are left out. */
const floor = -12;

function asHistory({ system, turns }: Reference): ChatHistoryItem[] {
  const history: ChatHistoryItem[] = system ? [{ type: 'system', text: system }] : [];
  for (const [question, thought, answer] of turns) {
    history.push({ type: 'user', text: question });
    const segment = { type: 'segment', segmentType: 'thought', text: thought ?? '', ended: true } as const;
    history.push({ type: 'model', response: thought ? [segment, answer] : [answer] });
  }
  return history;
}

function indexOfLargest(values: Iterable<[number, number]>): number {
  let best = -1;
  let largest = Number.NEGATIVE_INFINITY;
  for (const [index, value] of values) {
    if (value > largest) [best, largest] = [index, value];
  }
  return best;
}

function compare(logits: Map<Token, number>, expected: number[]) {
  const values = [...logits.values()];
  const largest = values.reduce((a, b) => Math.max(a, b));
  const logTotal = largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  const differences: number[] = [];
  for (const [token, logit] of logits) {
    const wanted = expected[token];
    if (wanted !== undefined && wanted > floor) differences.push(Math.abs(logit - logTotal - wanted));
  }
  return { differences, agrees: indexOfLargest(logits) === indexOfLargest(expected.entries()) };
}

const [modelPath, referencePath] = process.argv.slice(2);
if (!modelPath || !referencePath) throw new Error('usage: node parity.ts MODEL REFERENCE');
const { model, sequence } = await openModel(modelPath, 1);
const { chatWrapper } = new LlamaChatSession({ contextSequence: sequence, autoDisposeSequence: false });
console.log(`chat wrapper: ${chatWrapper.wrapperName}`);
for (const reference of JSON.parse(readFileSync(referencePath, 'utf8')) as Reference[]) {
  const { contextText } = chatWrapper.generateContextState({ chatHistory: asHistory(reference) });
  const tokens = contextText.tokenize(model.tokenizer);
  // The wrapper leaves the last turn open, so the reference's final token has no counterpart.
  const ids = reference.ids.slice(0, -1);
  const sameTokens = tokens.length === ids.length && tokens.every((token, index) => token === ids[index]);
  await sequence.clearHistory();
  const input = ids.map((id): ControlledEvaluateInputItem => [id, { generateNext: { logits: true } }]);
  const differences: number[] = [];
  let agreeing = 0;
  (await sequence.controlledEvaluate(input)).forEach((output, index) => {
    const logits = output?.next.logits;
    const expected = reference.logProbabilities[index];
    if (!logits || !expected) return;
    const comparison = compare(logits, expected);
    differences.push(...comparison.differences);
    if (comparison.agrees) agreeing++;
  });
  const largest = differences.reduce((a, b) => Math.max(a, b), 0);
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  console.log(
    `same tokens: ${sameTokens}, largest difference ${largest.toFixed(4)}, mean ${mean.toFixed(5)}, ` +
      `most likely token agrees ${agreeing}/${ids.length}`,
  );
}
process.exit(0);
