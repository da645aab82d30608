// Finds the Chromium or Chrome that the tests drive against the web shell; installs it where this may be done.
import { existsSync } from 'node:fs';

import { findProgram } from './find-program.mjs';
import { CommandError } from './project.mjs';
import { installSystemPackages } from './system-packages.mjs';

const linuxNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const installedPaths = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    `${process.env.PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`,
    `${process.env['PROGRAMFILES(X86)']}\\Microsoft\\Edge\\Application\\msedge.exe`,
  ],
};

function findChromium() {
  const chosen = process.env.CONCLAVE_TEST_CHROMIUM;
  if (chosen) return existsSync(chosen) ? chosen : null;
  return installedPaths[process.platform]?.find(existsSync) ?? findProgram(...linuxNames);
}

/** Resolves with the path of the browser; throws with what to do where there is none. */
export async function prepareChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.platform === 'linux') await installSystemPackages([['chromium']]);
  const installed = findChromium();
  if (installed) return installed;
  throw new CommandError(
    'The web shell tests need Chrome or Chromium. Install one, or name its program in CONCLAVE_TEST_CHROMIUM.',
  );
}
