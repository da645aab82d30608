// node-llama-cpp driven directly, in a process of its own: a stream beside a prompt that is handed over as a
// whole, and what slices of a prompt cost by themselves.
import { getLlama, type LlamaContextSequence, type Token } from 'node-llama-cpp';

const [modelPath = '', contextSize = '0', promptTokens = '0', sliceTokens = '0'] = process.argv.slice(2);
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, progressLogs: false });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const context = await model.createContext({
  contextSize: Number(contextSize),
  sequences: 2,
  batchSize: 512,
  threads: 1,
});
const [stream, reader] = [context.getSequence(), context.getSequence()];
const wordsOf = (count: number) => Array.from({ length: count }, (_, index) => ((index * 7) % 3000) + 500) as Token[];

/** Gaps between tokens, ms, until `isOver`. */
async function measureGaps(sequence: LlamaContextSequence, isOver: (tokens: number) => boolean): Promise<number[]> {
  const gaps: number[] = [];
  let last: number | null = null;
  for await (const _ of sequence.evaluate(wordsOf(8), { temperature: 0, yieldEogToken: true })) {
    const now = performance.now();
    if (last !== null) gaps.push(now - last);
    last = now;
    if (isOver(gaps.length)) break;
  }
  return gaps;
}

const alone = await measureGaps(stream, (tokens) => tokens >= 100);
let read = false;
const beside = measureGaps(stream, () => read);
await reader.evaluateWithoutGeneratingNewTokens(wordsOf(Number(promptTokens)));
read = true;
await beside;

// What a slice costs by itself, from the beginning of a prompt to its end.
await reader.clearHistory();
const slices: number[] = [];
for (let done = 0; done < Number(promptTokens); done += Number(sliceTokens)) {
  const startedAt = performance.now();
  await reader.evaluateWithoutGeneratingNewTokens(wordsOf(Number(sliceTokens)));
  slices.push(performance.now() - startedAt);
}
process.send!({ alone, beside: await beside, slices });
process.disconnect();
