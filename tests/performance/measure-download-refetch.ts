import { runDownloadFaults, summarize } from '../fixtures/downloads/fault-run.ts';
import { createFigure, type Figure } from './figure.ts';

const seed = 4;
const fileMb = 48;

/**
 * What the worst of a hundred faults and ten kills cost in bytes that came twice. A wrong byte on a line without TLS is
 * told apart: nothing says which of a file's bytes it is.
 */
export async function measureDownloadRefetchedMb(): Promise<Figure> {
  const { extraBytes, kills, met, refetches, totalBytes, wrong } = await runDownloadFaults({
    seed,
    fileMb,
    faults: 100,
    kills: 10,
  });
  if (wrong.length) throw new Error(`Wrong bytes in ${wrong.join(', ')}`);
  const { wrongByte, ...costs } = summarize(refetches);
  const [worst = ['none', { worstMb: 0 }]] = Object.entries(costs).toSorted(([, a], [, b]) => b.worstMb - a.worstMb);
  const faults = Object.values(met).reduce((sum, count) => sum + count, kills);
  return createFigure(
    'downloadRefetchedMb',
    worst[1].worstMb,
    'MB',
    { atMost: 8 },
    {
      worstCause: worst[0],
      meanOfAllMb: extraBytes / 1e6 / faults,
      meanOfWrongByteMb: (wrongByte?.totalMb ?? 0) / Math.max(1, met['wrongByte'] ?? 0),
      wrongBytesOfOneFileMb: wrongByte?.worstMb ?? 0,
      downloadedMb: totalBytes / 1e6,
      faults,
      seed,
    },
  );
}
