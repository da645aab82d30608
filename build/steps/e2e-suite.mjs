// End to end: the same specs in an Electron window, in Chromium against the web shell, and in the packaged app.
import { readFileSync, rmSync } from 'node:fs';

import { findNode24, testEnvironment } from './node24.mjs';
import { packageApp } from './package-app.mjs';
import { prepareChromium } from './prepare-chromium.mjs';
import { displayCommand } from './prepare-display.mjs';
import { prepareElectron } from './prepare-electron.mjs';
import { CommandError, inProject } from './project.mjs';
import { runProcess } from './run-process.mjs';

const playwrightReport = inProject('test-results', 'playwright.json');

function readReport() {
  try {
    return JSON.parse(readFileSync(playwrightReport, 'utf8'));
  } catch {
    throw new CommandError('Playwright ended without a report; its messages are above.');
  }
}

async function runPlaywright(project, extraEnv, args) {
  rmSync(playwrightReport, { force: true });
  const command = [
    ...displayCommand(),
    findNode24(),
    inProject('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    '--config=build/playwright.config.ts',
    `--project=${project}`,
    // A choice of specs may hold none for this project; a whole run always holds some.
    ...(args.length > 0 ? ['--pass-with-no-tests', ...args] : []),
  ];
  const env = { ...testEnvironment(), ...extraEnv };
  const exitCode = await runProcess(command[0], command.slice(1), { env });
  const { stats, errors } = readReport();
  const failed = stats.unexpected + (errors?.length ?? 0);
  return {
    mayBeEmpty: args.length > 0,
    passed: stats.expected + stats.flaky,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    note: [stats.flaky && `${stats.flaky} only at a second try`, stats.skipped && `${stats.skipped} skipped`]
      .filter(Boolean)
      .join(', '),
  };
}

async function runInElectron(args) {
  const { executable } = await prepareElectron();
  return runPlaywright('electron', { CONCLAVE_TEST_ELECTRON: executable }, args);
}

async function runInChromium(args) {
  return runPlaywright('chromium', { CONCLAVE_TEST_CHROMIUM: await prepareChromium() }, args);
}

async function runPackaged(args) {
  const electron = await prepareElectron();
  const executable = await packageApp(electron.folder);
  return runPlaywright('packaged', { CONCLAVE_TEST_PACKAGED: executable }, args);
}

/** The parts, with more arguments for Playwright such as a file name or `--grep`. */
export function e2eParts(args = []) {
  return [
    ['end to end: Electron', () => runInElectron(args)],
    ['end to end: Chromium', () => runInChromium(args)],
    ['end to end: packaged app', () => runPackaged(args)],
  ];
}
