import { readFile } from 'node:fs/promises';
import { freemem, platform, totalmem } from 'node:os';

/** Memory this process may still take without pushing others out, bytes. */
export async function readAvailableMemoryBytes(): Promise<number> {
  if (platform() === 'linux') {
    const system = (await readMemAvailable()) ?? freemem();
    return Math.min(system, (await readControlGroupRoom()) ?? system);
  }
  // macOS counts as used what it would give back at once; free memory says little there.
  if (platform() === 'darwin') return Math.max(freemem(), totalmem() * 0.7);
  return freemem();
}

/** `MemAvailable` of Linux: free memory and what the kernel can reclaim. */
async function readMemAvailable(): Promise<number | null> {
  const text = await readText('/proc/meminfo');
  const kilobytes = text?.match(/^MemAvailable:\s+(\d+) kB/m)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** The files of a control group's memory limit, in both versions of the interface. */
const controlGroups = [
  { root: '/sys/fs/cgroup', line: /^0::(\/.*)$/m, limit: 'memory.max', usage: 'memory.current' },
  {
    root: '/sys/fs/cgroup/memory',
    line: /^\d+:memory:(\/.*)$/m,
    limit: 'memory.limit_in_bytes',
    usage: 'memory.usage_in_bytes',
  },
];
type ControlGroup = (typeof controlGroups)[number];

/** Room under the tightest memory limit of this process's control groups, or null without one. */
async function readControlGroupRoom(): Promise<number | null> {
  const memberships = await readText('/proc/self/cgroup');
  let room: number | null = null;
  for (const group of controlGroups) {
    const path = memberships?.match(group.line)?.[1];
    if (path === undefined) continue;
    const parts = path.split('/').filter((part) => part !== '');
    for (let depth = parts.length; depth >= 0; depth--) {
      const here = await readRoomOf([group.root, ...parts.slice(0, depth)].join('/'), group);
      if (here !== null) room = Math.min(room ?? here, here);
    }
  }
  return room;
}

async function readRoomOf(folder: string, group: ControlGroup): Promise<number | null> {
  const limit = Number(await readText(`${folder}/${group.limit}`));
  if (!Number.isFinite(limit) || limit <= 0) return null;
  const used = Number(await readText(`${folder}/${group.usage}`));
  const reclaimable = Number((await readText(`${folder}/memory.stat`))?.match(/^inactive_file (\d+)$/m)?.[1] ?? 0);
  return Math.max(0, limit - used + reclaimable);
}

async function readText(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}
