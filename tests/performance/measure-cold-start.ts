import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from '../fixtures/project-paths.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { createFigure, median, type Figure } from './figure.ts';

const rounds = 7;
const budgetMs = 60_000;
const probeFolder = join(import.meta.dirname, 'cold-start');
const rootArguments = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** From the start of the process until the composer takes what is typed, compared with a window with one text field. */
export async function measureColdStartRatio(): Promise<Figure> {
  const executable = process.env['CONCLAVE_TEST_ELECTRON'];
  if (!executable) throw new Error('CONCLAVE_TEST_ELECTRON names no program: run this with `npm run bench`');
  const sides = {
    app: { main: join(projectFolder, 'out', 'preload', 'bootstrap.cjs'), folder: makeTemporaryFolder() },
    minimal: { main: join(probeFolder, 'minimal.cjs'), folder: makeTemporaryFolder() },
  };
  const times = { app: [] as number[], minimal: [] as number[] };
  try {
    for (let round = -1; round < rounds; round++) {
      for (const side of round % 2 ? (['app', 'minimal'] as const) : (['minimal', 'app'] as const)) {
        const ms = await startOnce(executable, sides[side].main, sides[side].folder.path);
        // The first start of each fills the caches of the system and of Chromium.
        if (round >= 0) times[side].push(ms);
      }
    }
  } finally {
    for (const { folder } of Object.values(sides)) folder.remove();
  }
  const ratios = times.app.map((ms, index) => ms / times.minimal[index]!);
  return createFigure(
    'coldStartRatio',
    median(ratios),
    'ratio',
    { atMost: 2 },
    {
      appMs: median(times.app),
      minimalMs: median(times.minimal),
      rounds,
    },
  );
}

/** Starts Electron, waits until it can be typed in, and ends it. Returns the time, ms. */
async function startOnce(executable: string, main: string, home: string): Promise<number> {
  const startedAt = Date.now();
  const child = spawn(executable, [...rootArguments, probeFolder], {
    env: { ...process.env, COLD_START_MAIN: main, CONCLAVE_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), budgetMs);
  let output = '';
  const typedAt = new Promise<number>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const match = /COLD-START typed (\d+)/.exec(output);
      if (match) resolve(Number(match[1]));
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const exited = once(child, 'exit');
  const ended = exited.then(() => {
    throw new Error(`Electron ended before anything could be typed: ${output.slice(-2000)}`);
  });
  try {
    return (await Promise.race([typedAt, ended])) - startedAt;
  } finally {
    clearTimeout(timer);
    child.kill('SIGTERM');
    await exited;
  }
}
