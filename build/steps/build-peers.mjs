// Builds llama-bench and llama-server of the llama.cpp that node-llama-cpp ships, outside the package, to compare with.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { findProgram } from './find-program.mjs';
import { CommandError, inProject, say } from './project.mjs';
import { runProcess } from './run-process.mjs';

const sourceBundle = inProject('node_modules', 'node-llama-cpp', 'llama', 'gitRelease.bundle');
const peers = ['llama-bench', 'llama-server'];

/** What of the tools is needed is missing here; null when nothing is. */
function findObstacle(libraries) {
  if (process.platform === 'win32')
    return 'the libraries that node-llama-cpp ships cannot be linked against on Windows';
  if (!existsSync(libraries)) return `node-llama-cpp ships no libraries for ${process.platform} on ${process.arch}`;
  if (!existsSync(sourceBundle)) return 'the sources of llama.cpp are not in node_modules/node-llama-cpp';
  if (!findProgram('git')) return 'git is not installed';
  if (!findProgram('cmake')) return 'cmake is not installed';
  if (!findProgram('c++', 'g++', 'clang++')) return 'no C++ compiler is installed';
  return null;
}

/** node-llama-cpp's own name for this platform. */
function platformName() {
  const system = { darwin: 'mac', win32: 'win' }[process.platform] ?? process.platform;
  const architecture = process.platform === 'darwin' && process.arch === 'arm64' ? 'arm64-metal' : process.arch;
  return `${system}-${architecture}`;
}

async function run(step, program, args) {
  const exitCode = await runProcess(program, args, { stdio: ['ignore', 'ignore', 2] });
  if (exitCode !== 0) throw new CommandError(`${step} failed: ${program} ended with ${exitCode}.`);
}

/**
 * Resolves with where the programs and the libraries that they run with lie, and the release. Takes a few minutes the
 * first time on a machine; only the programs are kept.
 */
export async function buildPeers() {
  const { release } = JSON.parse(readFileSync(join(sourceBundle, '..', 'binariesGithubRelease.json'), 'utf8'));
  const platform = platformName();
  const libraries = inProject('node_modules', '@node-llama-cpp', platform, 'bins', platform);
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'conclave-peers', `${release}-${platform}`);
  const built = { release, libraries, bench: join(folder, peers[0]), server: join(folder, peers[1]) };
  if (existsSync(built.bench) && existsSync(built.server)) return built;
  const obstacle = findObstacle(libraries);
  if (obstacle) throw new CommandError(`llama-bench and llama-server cannot be built here: ${obstacle}.`);

  const work = join(folder, 'work');
  const [source, output] = [join(work, 'llama.cpp'), join(work, 'output')];
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  say(`Building llama-bench and llama-server of llama.cpp ${release} in ${folder}; this takes a few minutes …`);
  await run('Unpacking llama.cpp', 'git', ['-c', 'advice.detachedHead=false', 'clone', '-q', sourceBundle, source]);
  const options = ['-DCMAKE_BUILD_TYPE=Release', `-DSOURCE=${source}`, `-DLIBRARIES=${libraries}`];
  await run('Configuring the build', 'cmake', ['-S', inProject('build', 'peers'), '-B', output, ...options]);
  for (const peer of peers) {
    await run(`Building ${peer}`, 'cmake', ['--build', output, '--target', peer]);
    renameSync(join(output, 'bin', peer), join(folder, peer));
  }
  rmSync(work, { recursive: true, force: true });
  return built;
}
