import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';

/**
 * Memory of this process that others cannot have, bytes, by the same measure as the free memory of the system. Linux
 * counts mapped files as free, so that only what is not mapped is held; on macOS free memory is a share of the whole,
 * which one process does not change.
 */
export async function readHeldMemoryBytes(): Promise<number> {
  if (platform() === 'darwin') return 0;
  if (platform() !== 'linux') return process.memoryUsage.rss();
  try {
    const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
