import { totalmem } from 'node:os';
import { AppError } from '../../../models/app-error.ts';
import type { MachineMemory } from '../../../models/gguf/fit.ts';
import { readAvailableMemoryBytes } from '../../system/available-memory.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineReport } from '../engine/engine-protocol.ts';

/**
 * Memory that a model may take here: what is free, and what the model that is loaded now would give back. Video memory
 * is null until the engine has been asked for its first model, and when it runs on the CPU by choice.
 */
export async function readMachineMemory(engine: Pick<Engine, 'report'>): Promise<MachineMemory> {
  const [freeBytes, report] = await Promise.all([readAvailableMemoryBytes(), readReport(engine)]);
  const systemTotalBytes = totalmem();
  const held = report?.heldByModel ?? { systemBytes: 0, videoBytes: 0 };
  const free = report?.freeVideoMemory ?? null;
  return {
    systemFreeBytes: Math.min(systemTotalBytes, freeBytes + held.systemBytes),
    systemTotalBytes,
    video: free && { ...free, freeBytes: Math.min(free.totalBytes, free.freeBytes + held.videoBytes) },
  };
}

/** Whether routed experts can stay in system memory while their layer is on the GPU. */
export async function readExpertsApart(engine: Pick<Engine, 'report'>): Promise<boolean> {
  return (await readReport(engine))?.expertsApart ?? false;
}

/** An engine that is down has no say; its memory is free then. */
async function readReport(engine: Pick<Engine, 'report'>): Promise<EngineReport | null> {
  try {
    return await engine.report();
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
