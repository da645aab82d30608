// Packages the app as a folder (electron-builder's `dir` target) for this machine.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runWithNode24 } from './node24.mjs';
import { CommandError, inProject, say } from './project.mjs';

const configFile = 'build/electron-builder.config.ts';
const stampPath = inProject('dist', '.package-sha256');

/** Where electron-builder puts the app's own program. */
function findPackagedExecutable() {
  const architecture = process.arch === 'x64' ? '' : `-${process.arch}`;
  const candidates = {
    darwin: [`mac${architecture}`, 'Conclave.app', 'Contents', 'MacOS', 'Conclave'],
    win32: [`win${architecture}-unpacked`, 'Conclave.exe'],
    linux: [`linux${architecture}-unpacked`, 'conclave'],
  };
  return inProject('dist', ...candidates[process.platform]);
}

/** What the package is made of: the build, the model, this configuration and the Electron around it. */
function hashInputs(electronFolder, withCuda) {
  const hash = createHash('sha256').update(`${electronFolder} ${withCuda}`);
  const models = readdirSync(inProject('models', 'embedded')).filter((name) => name.endsWith('.gguf'));
  const files = ['out/.sources-sha256', configFile, ...models.map((name) => join('models', 'embedded', name))];
  const addonStamp = inProject('out', 'native', '.sources-sha256');
  if (existsSync(addonStamp)) hash.update(readFileSync(addonStamp));
  for (const file of files) hash.update(readFileSync(inProject(file)));
  return hash.digest('hex');
}

/** Packages the built app with the Electron in this folder, unless that was done already; resolves with its program. */
export async function packageApp(electronFolder, { withCuda = false } = {}) {
  const executable = findPackagedExecutable();
  const inputs = hashInputs(electronFolder, withCuda);
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === inputs && existsSync(executable)) return executable;
  say('Packaging …');
  const exitCode = await runWithNode24('node_modules/electron-builder/cli.js', ['--dir', `--config=${configFile}`], {
    env: {
      ...process.env,
      CONCLAVE_ELECTRON_DIST: electronFolder,
      CONCLAVE_PACKAGE_CUDA: withCuda ? '1' : '0',
      CSC_IDENTITY_AUTO_DISCOVERY: 'false',
    },
  });
  if (exitCode !== 0) throw new CommandError('Packaging failed; the messages of electron-builder are above.');
  if (!existsSync(executable)) throw new CommandError(`Packaging ended, but ${executable} is not there.`);
  writeFileSync(stampPath, inputs);
  return executable;
}
