import type { Llama } from 'node-llama-cpp';

/** The inference library and its llama.cpp, such as `node-llama-cpp 3.22.1, llama.cpp v0.5.0`. */
export async function describeRuntime(llama: Llama | null): Promise<string> {
  if (!llama) return 'node-llama-cpp';
  const { getModuleVersion } = await import('node-llama-cpp');
  return `node-llama-cpp ${await getModuleVersion()}, llama.cpp ${llama.llamaCppRelease.release}`;
}
