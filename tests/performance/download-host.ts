// A host in a process of its own, which downloads when it is told to and measures its own event loop meanwhile.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { rmSync } from 'node:fs';
import { startTestHost } from '../contract/test-host.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

/** What the benchmark asks: an offer to download, of a hub. */
export interface DownloadOrder {
  endpoint: string;
  repositoryId: string;
  revision: string;
  offerKey: string;
}

/** How long it took until the last byte lay on the disk, and until it was verified and in its place. */
export interface DownloadTiming {
  transferMs: number;
  installedMs: number;
  loopP99Ms: number;
  loopMaxMs: number;
}

const host = startTestHost();
const { context } = host;
await waitUntil('the model', () => context.loader.state.status === 'loaded', 120_000);

async function download({ endpoint, ...offer }: DownloadOrder): Promise<DownloadTiming> {
  context.settings.update({ hub: { endpoint } });
  const { planDownload } = await import('../../electron/host/downloads/plan-download.ts');
  const plan = await planDownload(context.hub, offer);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const startedAt = performance.now();
  let transferMs = 0;
  delay.enable();
  const id = context.downloads.add(plan);
  const installedMs = await new Promise<number>((resolve, reject) => {
    const look = () => {
      const found = context.downloads.state.downloads.find((one) => one.id === id);
      if (found?.problem) reject(new Error(found.problem.message));
      if (transferMs === 0 && found?.status === 'verifying') {
        transferMs = performance.now() - startedAt;
        delay.disable();
      }
      if (found?.status === 'done') resolve(performance.now() - startedAt);
    };
    context.downloads.onChange(look);
    look();
  });
  context.downloads.clearDone();
  rmSync(`${host.folder.models}/${offer.repositoryId}`, { recursive: true });
  return { transferMs, installedMs, loopP99Ms: delay.percentile(99) / 1e6, loopMaxMs: delay.max / 1e6 };
}

process.on('message', (order: DownloadOrder) => {
  download(order).then(
    (timing) => process.send!(timing),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => void host.close().then(() => process.exit()));
process.send!('ready');
