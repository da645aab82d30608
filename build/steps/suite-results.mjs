// What the suites of a command found, and the summary that ends it.

/** Prints one line a suite and, last and alone on its line, the totals. Returns the command's exit code. */
export function reportResults(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  process.stdout.write('\n');
  for (const { name, passed, failed, note } of results) {
    const mark = failed > 0 ? '✗' : '✓';
    const details = [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : []), ...(note ? [note] : [])];
    process.stdout.write(`${mark} ${name.padEnd(width)}  ${details.join(', ')}\n`);
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

/** A suite in which nothing ran has failed, unless a choice of tests explains it. */
function judge({ passed, failed, note, mayBeEmpty }) {
  if (passed + failed > 0 || mayBeEmpty) return { passed, failed, note };
  return { passed, failed: 1, note: 'nothing ran' };
}

/** Runs the parts of a suite in turn; one that throws counts as failed and the others still run. */
export async function runParts(parts, say) {
  const results = [];
  for (const [name, run] of parts) {
    say(`\n── ${name}`);
    try {
      results.push({ name, ...judge(await run()) });
    } catch (error) {
      say(error.message);
      results.push({ name, passed: 0, failed: 1, note: error.message });
    }
  }
  return results;
}
