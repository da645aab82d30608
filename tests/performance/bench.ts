// npm run bench [-- [--quick] NAME…]: one JSON line a figure; a group's name stands for all of it. A missed goal is a result; only a failure to measure is an error.
import { quick } from './effort.ts';
import { warnOfLoad, type Figure } from './figure.ts';
import { PeersMissing } from './llama-cpp-peers.ts';
import {
  measureDecodeRatio,
  measureDecodeServerRatio,
  measurePrefillRatio,
  measurePrefillServerRatio,
} from './measure-against-llama-cpp.ts';
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
import { measureMoeActiveRatio } from './measure-moe-active.ts';
import {
  measureAbortDecodeMs,
  measureAbortMs,
  measureInterferenceRatio,
  measureSwitchRatio,
} from './measure-scheduling.ts';
import { measureSpeculationCopy, measureSpeculationOpen } from './measure-speculation.ts';

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
  decodeRatio: measureDecodeRatio,
  prefillRatio: measurePrefillRatio,
  decodeServerRatio: measureDecodeServerRatio,
  prefillServerRatio: measurePrefillServerRatio,
  moeActiveRatio: measureMoeActiveRatio,
  interferenceRatio: measureInterferenceRatio,
  switchRatio: measureSwitchRatio,
  abortMs: measureAbortMs,
  abortDecodeMs: measureAbortDecodeMs,
  speculationCopy: measureSpeculationCopy,
  speculationOpen: measureSpeculationOpen,
};

const names = Object.keys(figures);
const groups: Record<string, string[]> = {
  gate: names.filter((name) => name.startsWith('gate')),
  download: names.filter((name) => name.startsWith('download')),
  peers: ['decodeRatio', 'prefillRatio', 'decodeServerRatio', 'prefillServerRatio'],
  speculation: ['speculationCopy', 'speculationOpen'],
  scheduling: ['interferenceRatio', 'switchRatio', 'abortMs', 'abortDecodeMs'],
};
const words = process.argv.slice(2).filter((word) => word !== '--quick');
const asked = words.flatMap((word) => groups[word] ?? [word]);
const wanted = asked.length > 0 ? asked : names;
const unknown = wanted.filter((name) => !(name in figures));
if (unknown.length) {
  console.error(
    `There is no figure ${unknown.join(', ')}. There are: ${names.join(', ')}, and ${Object.keys(groups).join(', ')}.`,
  );
  process.exit(2);
}

warnOfLoad();
if (quick) console.error('With --quick the values mean nothing: it shows only that the figures can be measured.');
for (const name of wanted) {
  try {
    console.log(JSON.stringify(await figures[name]!()));
  } catch (error) {
    console.error(`${name} could not be measured: ${explain(error)}`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof PeersMissing) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
