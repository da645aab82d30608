// npm run bench [-- NAME…]: one JSON line a figure; `gate` and `download` stand for all that begin with them. A missed goal is a result; only a failure to measure is an error.
import { warnOfLoad, type Figure } from './figure.ts';
import { measureColdStartRatio } from './measure-cold-start.ts';
import { measureDecodeDirectRatio } from './measure-decode.ts';
import { measureDownloadLoopDelayMs, measureDownloadRatio } from './measure-download.ts';
import { measureDownloadRefetchedMb } from './measure-download-refetch.ts';
import { measureFirstTokenExtraMs } from './measure-first-token.ts';
import { measureGateShare } from './measure-gate.ts';
import { measureGateBuildMs, measureGateMemoryMb } from './measure-gate-build.ts';
import { measureGateSpeed } from './measure-gate-speed.ts';
import { measureGateHeldCharacters, measureGateShare100k } from './measure-gate-stream.ts';
import { measureEngineMemoryGrowth } from './measure-memory.ts';
import {
  measureAbortDecodeMs,
  measureAbortMs,
  measureInterferenceRatio,
  measureSwitchRatio,
} from './measure-scheduling.ts';

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
  downloadRatio: measureDownloadRatio,
  downloadLoopDelayMs: measureDownloadLoopDelayMs,
  downloadRefetchedMb: measureDownloadRefetchedMb,
  coldStartRatio: measureColdStartRatio,
  engineMemoryGrowth: measureEngineMemoryGrowth,
  interferenceRatio: measureInterferenceRatio,
  switchRatio: measureSwitchRatio,
  abortMs: measureAbortMs,
  abortDecodeMs: measureAbortDecodeMs,
};

const names = Object.keys(figures);
const groups = ['gate', 'download'];
const asked = process.argv.slice(2).flatMap((name) => (groups.includes(name) ? findGroup(name) : [name]));
const wanted = asked.length > 0 ? asked : names;
const unknown = wanted.filter((name) => !(name in figures));
if (unknown.length) {
  console.error(`There is no figure ${unknown.join(', ')}. There are: ${names.join(', ')}, and ${groups.join(', ')}.`);
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

function findGroup(group: string): string[] {
  return names.filter((name) => name.startsWith(group));
}
