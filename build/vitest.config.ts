import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Tests that may start an engine run one file at a time: two engines on two cores make each other's timings wrong. */
const oneAtATime = { fileParallelism: false, maxWorkers: 1 };

/** A model is loaded and answers within these, even on a slow machine that does other things. */
const engineBudgets = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  root,
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          root,
          include: ['{models,build,tests/performance}/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}'],
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'host',
          root,
          include: ['electron/**/*.test.ts'],
          ...oneAtATime,
          ...engineBudgets,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'contract',
          root,
          include: ['tests/contract/**/*.test.ts'],
          ...oneAtATime,
          ...engineBudgets,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'faults',
          root,
          include: ['tests/faults/**/*.test.ts'],
          ...oneAtATime,
          ...engineBudgets,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
