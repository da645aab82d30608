import type { EngineDeath } from '../../contract/engine-state.ts';
import type { EngineExit } from './engine-process.ts';

/** What is known of signals by number: shells add 128, Electron's utility processes report the bare number. */
const signalNames: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

const signalSentences: Readonly<Record<string, string>> = {
  SIGABRT: 'The engine gave up on an internal error (SIGABRT), often because of a damaged or unusual model file.',
  SIGBUS: 'The engine lost the model file (SIGBUS): it was changed, or its disk was removed, while in use.',
  SIGILL: 'The engine used an instruction that this processor does not have (SIGILL).',
  SIGKILL: 'The engine was killed (SIGKILL), often because the system ran out of memory.',
  SIGSEGV: 'The engine crashed (SIGSEGV). If it happens again, choose the CPU in the settings, or another model.',
  SIGTERM: 'The engine was ended from outside (SIGTERM).',
};

/** NTSTATUS codes of Windows, which has no signals. */
const windowsSentences: Readonly<Record<number, string>> = {
  0xc0000005:
    'The engine crashed (access violation). If it happens again, choose the CPU in the settings, or another model.',
  0xc0000017: 'The engine ran out of memory.',
  0xc000001d: 'The engine used an instruction that this processor does not have.',
  0xc0000409: 'The engine gave up on an internal error, often because of a damaged or unusual model file.',
};

const outOfMemory = /heap out of memory|bad_alloc|failed to allocate/i;

/** What CUDA says where the driver is to translate the kernels for its GPU, and they are newer than it is. */
const kernelsTooNew = /PTX was compiled with an unsupported toolchain|no kernel image is available for execution/i;

/** Puts together why a process ended. `reason` is the supervisor's own, when it ended the process itself. */
export function describeDeath(exit: EngineExit, lastLines: string[], reason: string | null, at: number): EngineDeath {
  const { exitCode, signal } = exit;
  return { message: reason ?? explainExit(exit, lastLines), exitCode, signal, lastLines, at };
}

function explainExit({ exitCode, signal }: EngineExit, lastLines: readonly string[]): string {
  if (lastLines.some((line) => outOfMemory.test(line))) {
    return 'The engine ran out of memory. Choose a smaller model or context.';
  }
  if (hasNoCudaKernels({ lastLines })) {
    return "CUDA could not use the GPU: NVIDIA's driver is older than this version needs for it. Update the driver.";
  }
  const name = signal ?? nameSignal(exitCode);
  if (name !== null) return signalSentences[name] ?? `The engine was ended by the signal ${name}.`;
  if (exitCode === null) return 'The engine ended, and the system does not say why.';
  const onWindows = windowsSentences[exitCode >>> 0];
  if (onWindows) return onWindows;
  if (exitCode === 0) return 'The engine left without being asked to.';
  return `The engine ended unexpectedly (exit code ${exitCode}).`;
}

/** Whether CUDA has opened a GPU that it then cannot calculate on, whatever the model. */
export function hasNoCudaKernels({ lastLines }: { lastLines: readonly string[] }): boolean {
  return lastLines.some((line) => kernelsTooNew.test(line));
}

const ownSignals = new Set(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGTRAP']);

/** Whether a process ended by what it did itself, with the model that it ran, and not by a kill from outside. */
export function isOwnFault({ exitCode, signal, lastLines }: EngineDeath): boolean {
  if (lastLines.some((line) => outOfMemory.test(line))) return true;
  const name = signal ?? nameSignal(exitCode);
  if (name !== null) return ownSignals.has(name);
  return exitCode !== null && windowsSentences[exitCode >>> 0] !== undefined;
}

function nameSignal(exitCode: number | null): string | null {
  if (exitCode === null) return null;
  return signalNames[exitCode] ?? signalNames[exitCode - 128] ?? null;
}
