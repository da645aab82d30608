/**
 * Threads for a machine with this many logical cores: half of them, since the other half are mostly hyper-threads and
 * llama.cpp's threads spin, and at most 16, beyond which memory bandwidth decides.
 */
export function automaticThreads(cores: number): number {
  return Math.max(1, Math.min(16, Math.floor(cores / 2)));
}
