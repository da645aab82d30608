// node tests/faults/run-mutated-models.ts [RUNS] [SEED]: loads damaged models in a scratch engine and says what killed it.
import { loadMutatedModels } from './fixtures/load-mutated-models.ts';

const [runs = 1000, seed = 1] = process.argv.slice(2).map(Number);
const { deaths, loaded, refusals, slowestMs } = await loadMutatedModels(seed, runs);
const sentences = new Set(refusals.map((sentence) => sentence.replaceAll(/\d+/g, '#')));
console.log(
  `${runs} models from seed ${seed}: ${loaded} loaded, ${refusals.length} refused in ${sentences.size} ways, ` +
    `${deaths.length} ended the engine; the slowest took ${slowestMs.toFixed(0)} ms`,
);
for (const { seed: of, model, changes, message, lastLines } of deaths) {
  console.log(
    `  seed ${of}, ${model}: ${changes.join('; ')}\n    ${message}\n    ${lastLines.slice(-4).join('\n    ')}`,
  );
}
if (deaths.length > 0) process.exitCode = 1;
