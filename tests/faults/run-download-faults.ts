// node tests/faults/run-download-faults.ts [ROUNDS] [SEED] [FILE_MB]: downloads through 100 random faults and ten kills a round, and says what each kind of fault cost.
import { runDownloadFaults, summarize } from '../fixtures/downloads/fault-run.ts';

const [rounds = 3, seed = 1, fileMb = 32] = process.argv.slice(2).map(Number);
for (let round = 0; round < rounds; round++) {
  const run = await runDownloadFaults({ seed: seed + round, faults: 100, kills: 10, fileMb });
  const { extraBytes, files, kills, met, seconds, totalBytes, wrong } = run;
  const faults = Object.values(met).reduce((sum, count) => sum + count, 0);
  console.log(
    `seed ${seed + round}: ${files} models, ${(totalBytes / 1e6).toFixed(0)} MB, ${faults} faults, ${kills} kills, ` +
      `${seconds.toFixed(0)} s; ${wrong.length} wrong; ${(extraBytes / 1e6).toFixed(1)} MB twice, ` +
      `${(extraBytes / 1e6 / (faults + kills)).toFixed(2)} MB a fault`,
  );
  const costs = summarize(run.refetches);
  for (const cause of new Set([...Object.keys(met), ...Object.keys(costs)])) {
    const { totalMb = 0, worstMb = 0 } = costs[cause] ?? {};
    const count = cause === 'kill' ? kills : (met[cause] ?? 0);
    console.log(
      `  ${cause} × ${count}: at most ${worstMb.toFixed(2)} MB twice for one, ${totalMb.toFixed(1)} MB in all`,
    );
  }
  if (wrong.length) process.exitCode = 1;
}
