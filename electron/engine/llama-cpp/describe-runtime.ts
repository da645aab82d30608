import type { Llama } from 'node-llama-cpp';

/** Reading it takes several steps, and every report says it. */
let libraryVersion: string | null = null;

/** The inference library and its llama.cpp, such as `node-llama-cpp 3.22.1, llama.cpp v0.5.0`. */
export async function describeRuntime(llama: Llama | null): Promise<string> {
  if (!llama) return 'node-llama-cpp';
  libraryVersion ??= await (await import('node-llama-cpp')).getModuleVersion();
  return `node-llama-cpp ${libraryVersion}, llama.cpp ${llama.llamaCppRelease.release}`;
}
