import { execFile, execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeBytes } from '../fixtures/downloads/random-bytes.ts';
import { startHubProcess, type HubProcess } from '../fixtures/hub/start-hub-process.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import type { DownloadOrder, DownloadTiming } from './download-host.ts';
import { createFigure, type Figure, median } from './figure.ts';

const repositoryId = 'bench/model-GGUF';
const fileName = 'model-Q8_0.gguf';
const fileMb = 1024;
const rounds = 7;

interface Round extends DownloadTiming {
  curlMs: number;
}

let measured: Promise<Round[]> | null = null;

/** Throughput of a download to the last byte on the disk, by that of `curl -o` for the same file of the same hub. */
export async function measureDownloadRatio(): Promise<Figure> {
  const found = await (measured ??= measureRounds());
  const mbPerSecond = (ms: number) => (fileMb * 1000) / ms;
  return createFigure(
    'downloadRatio',
    median(found.map(({ curlMs, transferMs }) => curlMs / transferMs)),
    'ratio',
    { atLeast: 0.95 },
    {
      mbPerSecond: median(found.map(({ transferMs }) => mbPerSecond(transferMs))),
      curlMbPerSecond: median(found.map(({ curlMs }) => mbPerSecond(curlMs))),
      verifiedMbPerSecond: median(found.map(({ installedMs }) => mbPerSecond(installedMs))),
      worstRatio: Math.min(...found.map(({ curlMs, transferMs }) => curlMs / transferMs)),
      rounds,
    },
  );
}

/** The host's event loop while it downloads: the delay that 99 of 100 turns stay below, of the worst round. */
export async function measureDownloadLoopDelayMs(): Promise<Figure> {
  const found = await (measured ??= measureRounds());
  return createFigure(
    'downloadLoopDelayMs',
    Math.max(...found.map(({ loopP99Ms }) => loopP99Ms)),
    'ms',
    { atMost: 20 },
    {
      medianP99: median(found.map(({ loopP99Ms }) => loopP99Ms)),
      max: Math.max(...found.map(({ loopMaxMs }) => loopMaxMs)),
      rounds,
    },
  );
}

async function measureRounds(): Promise<Round[]> {
  const folder = makeTemporaryFolder();
  const source = join(folder.path, fileName);
  writeSource(source);
  let hub: HubProcess | null = null;
  let host: ChildProcess | null = null;
  try {
    hub = await startHubProcess({ repositories: [{ id: repositoryId, files: [{ path: fileName, source }] }] });
    host = fork(join(import.meta.dirname, 'download-host.ts'), { stdio: 'inherit' });
    await once(host, 'message');
    const answer = await fetch(`${hub.origin}/api/models/${repositoryId}`);
    const { sha: revision } = (await answer.json()) as { sha: string };
    const order = { endpoint: hub.origin, repositoryId, revision, offerKey: fileName.replace('.gguf', '') };
    const found: Round[] = [];
    // The first round warms both sides up.
    for (let round = -1; round < rounds; round++) {
      const url = `${hub.origin}/${repositoryId}/resolve/${revision}/${fileName}`;
      const curl = () => timeCurl(url, join(folder.path, 'curl.bin'));
      const [first, second] =
        round % 2 ? [await curl(), await download(host, order)] : [await download(host, order), await curl()];
      const [curlMs, timing] =
        typeof first === 'number' ? [first, second as DownloadTiming] : [second as number, first];
      if (round >= 0) found.push({ ...timing, curlMs });
    }
    return found;
  } finally {
    host?.disconnect();
    await hub?.close();
    folder.remove();
  }
}

async function download(host: ChildProcess, order: DownloadOrder): Promise<DownloadTiming> {
  settleDisk();
  const died = once(host, 'exit').then(() => Promise.reject(new Error('the host ended')));
  host.send(order);
  const [timing] = (await Promise.race([once(host, 'message'), died])) as [DownloadTiming];
  return timing;
}

async function timeCurl(url: string, target: string): Promise<number> {
  settleDisk();
  const startedAt = performance.now();
  await promisify(execFile)('curl', ['--silent', '--show-error', '--fail', '--location', '-o', target, url]);
  const ms = performance.now() - startedAt;
  rmSync(target);
  return ms;
}

/** What an earlier round left to be written must not slow this one down. */
function settleDisk(): void {
  execFileSync('sync');
}

function writeSource(path: string): void {
  const file = openSync(path, 'w');
  for (let part = 0; part < 16; part++) writeSync(file, makeBytes((fileMb << 20) / 16, part + 1));
  closeSync(file);
}
