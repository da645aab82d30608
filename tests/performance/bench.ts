// npm run bench [-- NAME…]: one JSON line a figure; `gate` stands for all that begin with it. A missed goal is a result; only a failure to measure is an error.
import { warnOfLoad, type Figure } from './figure.ts';
import { measureColdStartRatio } from './measure-cold-start.ts';
import { measureDecodeDirectRatio } from './measure-decode.ts';
import { measureFirstTokenExtraMs } from './measure-first-token.ts';
import { measureGateShare } from './measure-gate.ts';
import { measureGateBuildMs, measureGateMemoryMb } from './measure-gate-build.ts';
import { measureGateSpeed } from './measure-gate-speed.ts';
import { measureGateHeldCharacters, measureGateShare100k } from './measure-gate-stream.ts';
import { measureEngineMemoryGrowth } from './measure-memory.ts';

const figures: Record<string, () => Promise<Figure>> = {
  decodeDirectRatio: measureDecodeDirectRatio,
  firstTokenExtraMs: measureFirstTokenExtraMs,
  gateShare: measureGateShare,
  gateShare100k: measureGateShare100k,
  gateBuildMs: measureGateBuildMs,
  gateMemoryMb: measureGateMemoryMb,
  gateHeldCharacters: measureGateHeldCharacters,
  gateSpeed1k: () => measureGateSpeed('gateSpeed1k', 1000),
  gateSpeed10k: () => measureGateSpeed('gateSpeed10k', 10_000),
  gateSpeed100k: () => measureGateSpeed('gateSpeed100k', 100_000),
  coldStartRatio: measureColdStartRatio,
  engineMemoryGrowth: measureEngineMemoryGrowth,
};

const names = Object.keys(figures);
const asked = process.argv.slice(2).flatMap((name) => (name === 'gate' ? names.filter(isOfGate) : [name]));
const wanted = asked.length > 0 ? asked : names;
const unknown = wanted.filter((name) => !(name in figures));
if (unknown.length) {
  console.error(`There is no figure ${unknown.join(', ')}. There are: ${names.join(', ')}, and gate.`);
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

function isOfGate(name: string): boolean {
  return name.startsWith('gate');
}
