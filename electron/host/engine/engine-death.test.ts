import { expect, it } from 'vitest';
import { describeDeath } from './engine-death.ts';

it.each([
  [
    { exitCode: null, signal: 'SIGKILL' },
    [],
    'The engine was killed (SIGKILL), often because the system ran out of memory.',
  ],
  // Electron's utility processes report a signal as a bare exit code, shells add 128.
  [{ exitCode: 6, signal: null }, [], 'The engine gave up on an internal error (SIGABRT)'],
  [{ exitCode: 139, signal: null }, [], 'The engine crashed (SIGSEGV)'],
  // Windows reports NTSTATUS codes, signed or unsigned.
  [{ exitCode: 3221225477, signal: null }, [], 'The engine crashed (access violation)'],
  [{ exitCode: -1073741819, signal: null }, [], 'The engine crashed (access violation)'],
  [{ exitCode: 1, signal: null }, ['ggml: failed to allocate buffer'], 'The engine ran out of memory.'],
  [
    { exitCode: null, signal: 'SIGABRT' },
    ['llama.cpp: CUDA error: the provided PTX was compiled with an unsupported toolchain.', 'a backtrace'],
    "NVIDIA's driver is older than this version needs",
  ],
  [{ exitCode: 0, signal: null }, [], 'The engine left without being asked to.'],
  [{ exitCode: null, signal: null }, [], 'The engine ended, and the system does not say why.'],
])('says why a process ended: %j', (exit, lines, message) => {
  expect(describeDeath(exit, lines, null, 5).message).toContain(message);
});

it('prefers the reason of whoever ended the process', () => {
  const exit = { exitCode: null, signal: 'SIGKILL' };
  expect(describeDeath(exit, ['a line'], 'It hung.', 5)).toEqual({
    ...exit,
    message: 'It hung.',
    lastLines: ['a line'],
    at: 5,
  });
});
