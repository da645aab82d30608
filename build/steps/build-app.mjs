// Builds out/ when the sources changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildAddon } from './build-addon.mjs';
import { runWithNode24 } from './node24.mjs';
import { CommandError, inProject, say } from './project.mjs';

export const sourceFolders = ['electron', 'renderer', 'models'];
const sourceFiles = ['package.json', 'package-lock.json', 'tsconfig.json', 'build/electron.vite.config.ts'];
const builtFiles = [
  'main/main.js',
  'main/web.js',
  'main/ask.js',
  'main/engine.js',
  'preload/preload.cjs',
  'preload/bootstrap.cjs',
];
const stampPath = inProject('out', '.sources-sha256');

function isSource(fileName) {
  return !fileName.endsWith('.test.ts') && !fileName.endsWith('.gguf');
}

function listSources() {
  const files = sourceFiles.map((file) => inProject(file));
  for (const folder of sourceFolders) {
    for (const entry of readdirSync(inProject(folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && isSource(entry.name)) files.push(join(entry.parentPath, entry.name));
    }
  }
  return files.toSorted();
}

function hashSources() {
  const hash = createHash('sha256');
  for (const file of listSources()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function readStamp() {
  return existsSync(stampPath) ? readFileSync(stampPath, 'utf8') : null;
}

export async function buildApp() {
  buildAddon();
  const sources = hashSources();
  if (readStamp() === sources && builtFiles.every((file) => existsSync(inProject('out', file)))) return;
  say('Building …');
  const exitCode = await runWithNode24('node_modules/electron-vite/bin/electron-vite.js', [
    'build',
    '--config=build/electron.vite.config.ts',
    '--logLevel=warn',
  ]);
  if (exitCode !== 0) throw new CommandError('The build failed; its messages are above.');
  writeFileSync(stampPath, sources);
}
