import { join } from 'node:path';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { planModel, type ModelConfig } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

/** A DeepSeekMoE of 937 M parameters, 150 M of them active, with random weights: 1 GB at Q8_0. */
const config: ModelConfig = {
  architecture: 'deepseek',
  name: 'Synthetic MoE',
  layers: 12,
  embedding: 1024,
  heads: 8,
  kvHeads: 8,
  feedForward: 4096,
  vocabulary: 8192,
  context: 32_768,
  experts: { count: 64, used: 4, shared: 2, feedForward: 384, denseLayers: 1 },
};

let path: string | null = null;

/** Writes the model once a run; it goes with the process. */
export function provideSyntheticMoe(): string {
  if (path === null) {
    const folder = makeTemporaryFolder();
    process.once('exit', folder.remove);
    path = join(folder.path, 'synthetic-moe.gguf');
    writeGguf(path, planModel(config, chooseTypes('Q8_0', config), fileTypes.Q8_0));
  }
  return path;
}
