import { totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { readAvailableMemoryBytes } from './available-memory.ts';

it('is some memory, and no more than there is', async () => {
  const bytes = await readAvailableMemoryBytes();
  expect(bytes).toBeGreaterThan(50_000_000);
  expect(bytes).toBeLessThanOrEqual(totalmem());
});
