import { join } from 'node:path';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { largeSyntheticModel } from '../fixtures/gguf/synthetic-models.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

let path: string | null = null;

/** Writes the synthetic 1 GB DeepSeekMoE once a run; it goes with the process. */
export function provideSyntheticMoe(): string {
  if (path === null) {
    const folder = makeTemporaryFolder();
    process.once('exit', folder.remove);
    path = join(folder.path, 'synthetic-moe.gguf');
    const types = chooseTypes('Q8_0', largeSyntheticModel);
    writeGguf(path, planModel(largeSyntheticModel, types, fileTypes.Q8_0));
  }
  return path;
}
