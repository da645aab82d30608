/**
 * The environment of engine processes. With glibc a freed block may stay with its bytes: its limit for blocks that go
 * back to the system grows up to 32 MiB. A limit that is set stays, so KV and compute buffers go back, and are gone.
 */
export function createEngineEnvironment(): NodeJS.ProcessEnv {
  if (process.platform !== 'linux') return process.env;
  return { ...process.env, MALLOC_MMAP_THRESHOLD_: '131072' };
}
