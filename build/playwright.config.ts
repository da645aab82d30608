import { defineConfig } from '@playwright/test';
import { fileURLToPath } from 'node:url';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * The same specs in a real Electron window and in real Chromium against the web shell; those tagged `@packaged` also in
 * the packaged app, and those tagged `@packaged-only` only there. `build/e2e.mjs` names the programs: CONCLAVE_TEST_ELECTRON, CONCLAVE_TEST_CHROMIUM and
 * CONCLAVE_TEST_PACKAGED. The fixtures choose by the name of the project.
 */
export default defineConfig({
  testDir: `${projectFolder}tests/e2e`,
  outputDir: `${projectFolder}test-results/e2e`,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: `${projectFolder}test-results/playwright.json` }]],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'electron', grepInvert: /@packaged-only/ },
    { name: 'chromium', grepInvert: /@packaged-only/ },
    { name: 'packaged', grep: /@packaged/ },
  ],
});
