// npm run bench [-- NAME…]: one JSON line a figure. A missed goal is a result; only a failure to measure is an error.
import { warnOfLoad, type Figure } from './figure.ts';
import { measureColdStartRatio } from './measure-cold-start.ts';
import { measureDecodeDirectRatio } from './measure-decode.ts';
import { measureFirstTokenExtraMs } from './measure-first-token.ts';
import { measureGateShare } from './measure-gate.ts';
import { measureEngineMemoryGrowth } from './measure-memory.ts';

const figures: Record<string, () => Promise<Figure>> = {
  decodeDirectRatio: measureDecodeDirectRatio,
  firstTokenExtraMs: measureFirstTokenExtraMs,
  gateShare: measureGateShare,
  coldStartRatio: measureColdStartRatio,
  engineMemoryGrowth: measureEngineMemoryGrowth,
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(figures);
const unknown = wanted.filter((name) => !(name in figures));
if (unknown.length) {
  console.error(`There is no figure ${unknown.join(', ')}. There are: ${Object.keys(figures).join(', ')}.`);
  process.exit(2);
}

warnOfLoad();
for (const name of wanted) {
  try {
    console.log(JSON.stringify(await figures[name]!()));
  } catch (error) {
    console.error(`${name} could not be measured: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  }
}
