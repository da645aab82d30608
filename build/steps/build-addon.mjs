// Builds out/native/: the small library that reaches what node-llama-cpp does not pass on of llama.cpp.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inProject, say } from './project.mjs';

const sourceFolder = inProject('build', 'native');
const llamaFolder = inProject('node_modules', 'node-llama-cpp', 'llama');
const nodeHeaders = inProject('node_modules', 'node-api-headers', 'include');
const outFolder = inProject('out', 'native');
const withoutIt = 'Experts cannot be kept on the CPU, and decoding is somewhat slower';

/** Whether the library is of use here, and can be made: null, or why not. */
function findObstacle() {
  // A Mac has one memory for both, and Windows links its libraries in a way that this one does not know.
  if (process.platform !== 'linux') return 'it is made on Linux only';
  if (!findCompiler()) return 'there is no C compiler (cc, gcc or clang)';
  if (!succeeds('git', ['--version'])) return 'git is missing';
  if (!existsSync(join(llamaFolder, 'gitRelease.bundle'))) return 'the source of llama.cpp is not installed';
  if (!existsSync(nodeHeaders)) return 'the headers of Node-API are not installed';
  return null;
}

function succeeds(file, args) {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function findCompiler() {
  return ['cc', 'gcc', 'clang'].find((name) => succeeds(name, ['--version'])) ?? null;
}

const listSources = () =>
  readdirSync(sourceFolder)
    .filter((name) => /\.[ch]$/.test(name))
    .toSorted()
    .map((name) => join(sourceFolder, name));

/** The headers of the llama.cpp that node-llama-cpp was built with. */
function takeHeaders(folder) {
  const repository = join(folder, 'llama.git');
  const archive = join(folder, 'headers.tar');
  const run = (file, args) => execFileSync(file, args, { stdio: ['ignore', 'ignore', 2] });
  run('git', ['clone', '--quiet', '--bare', join(llamaFolder, 'gitRelease.bundle'), repository]);
  run('git', ['-C', repository, 'archive', `--output=${archive}`, 'HEAD', 'include', 'ggml/include']);
  run('tar', ['-xf', archive, '-C', folder]);
  return [join(folder, 'include'), join(folder, 'ggml', 'include')];
}

function compile(target) {
  const folder = mkdtempSync(join(tmpdir(), 'conclave-addon-'));
  try {
    const folders = [nodeHeaders, ...takeHeaders(folder)];
    const built = `${target}.part`;
    const flags = ['-shared', '-fPIC', '-O2', '-fexceptions', '-fvisibility=hidden', '-DNAPI_VERSION=7'];
    const includes = folders.map((path) => `-I${path}`);
    const sources = listSources().filter((path) => path.endsWith('.c'));
    const libraries = ['-ldl', '-lpthread'];
    execFileSync(findCompiler(), [...flags, ...includes, ...sources, '-o', built, ...libraries], {
      stdio: ['ignore', 2, 2],
    });
    renameSync(built, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Builds the library, unless it is there already; true if it is there. Without it the app runs as well, but moves
 * layers only whole, and evaluates through node-llama-cpp's own queues.
 */
export function buildAddon() {
  const { release } = JSON.parse(readFileSync(join(llamaFolder, 'binariesGithubRelease.json'), 'utf8'));
  const target = join(outFolder, `llama-${release}-${process.platform}-${process.arch}.node`);
  const stampPath = join(outFolder, '.sources-sha256');
  const hash = createHash('sha256').update(release);
  for (const path of listSources()) hash.update(readFileSync(path));
  const stamp = hash.digest('hex');
  if (existsSync(target) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp) return true;
  const obstacle = findObstacle();
  if (obstacle) {
    say(`${withoutIt}: ${obstacle}.`);
    return false;
  }
  rmSync(outFolder, { recursive: true, force: true });
  mkdirSync(outFolder, { recursive: true });
  try {
    compile(target);
  } catch (error) {
    say(`${withoutIt}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
  writeFileSync(stampPath, stamp);
  return true;
}
