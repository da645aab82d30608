// Format, lint, types, unused code, and the tests that need no window.
import { readFileSync, rmSync } from 'node:fs';

import { runWithNode24, testEnvironment } from './node24.mjs';
import { inProject } from './project.mjs';

const vitestReport = 'test-results/vitest.json';

/** A tool that either passes or fails as a whole counts as one test. */
async function runTool(script, ...args) {
  const exitCode = await runWithNode24(script, args);
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function checkTypes() {
  const totals = { passed: 0, failed: 0 };
  for (const folder of ['models', 'models/embedded/evaluation', 'electron', 'renderer', 'tests']) {
    const { passed, failed } = await runTool('node_modules/typescript/bin/tsc', '-p', folder);
    totals.passed += passed;
    totals.failed += failed;
  }
  return totals;
}

/** A file that fails to load holds no failed test, so it is counted by itself. */
function countTests({ numPassedTests, numFailedTests, testResults }) {
  const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
}

async function runVitest(...projects) {
  const reportPath = inProject(vitestReport);
  rmSync(reportPath, { force: true });
  const exitCode = await runWithNode24(
    'node_modules/vitest/vitest.mjs',
    [
      'run',
      '--config=build/vitest.config.ts',
      ...projects.map((project) => `--project=${project}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestReport}`,
    ],
    { env: testEnvironment() },
  );
  const { passed, failed } = countTests(JSON.parse(readFileSync(reportPath, 'utf8')));
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

export const checkParts = [
  ['lockfile', () => runTool('build/complete-lockfile.mjs', '--check')],
  ['format', () => runTool('node_modules/oxfmt/bin/oxfmt', '--check', '.')],
  ['lint', () => runTool('node_modules/oxlint/bin/oxlint', '--deny-warnings', '.')],
  ['types', checkTypes],
  ['unused code', () => runTool('node_modules/knip/bin/knip.js', '--config=build/knip.config.ts', '--no-progress')],
  ['unit tests', () => runVitest('unit', 'host')],
  ['contract tests', () => runVitest('contract')],
  ['fault tests', () => runVitest('faults')],
];
