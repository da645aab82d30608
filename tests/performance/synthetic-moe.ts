import { join } from 'node:path';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { type ModelConfig, planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { largeSyntheticModel, syntheticModels } from '../fixtures/gguf/synthetic-models.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { quick } from './effort.ts';

/** A gigabyte at Q8_0: 937 M parameters, of which 150 M are at work for a token. */
const moe: ModelConfig = { ...largeSyntheticModel, name: 'Synthetic DeepSeekMoE 0.9B', layers: 12 };

const smallMoe: ModelConfig = {
  ...syntheticModels.find(({ architecture }) => architecture === 'deepseek')!,
  context: largeSyntheticModel.context,
};

/** The model that is measured. */
export const measuredMoe = quick ? smallMoe : moe;

const models = {
  moe: measuredMoe,
  /** Dense, with as many parameters as the MoE has at work for a token. */
  denseActive: makeDense(measuredMoe, 'active'),
  /** Dense, with as many parameters as the MoE has. */
  denseTotal: makeDense(measuredMoe, 'total'),
};
export type MeasuredModel = keyof typeof models;

const paths = new Map<MeasuredModel, string>();

/** Writes a synthetic model at Q8_0, once a run; it goes with the process. */
export function provideModel(name: MeasuredModel): string {
  const written = paths.get(name);
  if (written !== undefined) return written;
  const folder = makeTemporaryFolder();
  process.once('exit', folder.remove);
  const path = join(folder.path, `synthetic-${name}.gguf`);
  writeGguf(path, planModel(models[name], chooseTypes('Q8_0', models[name]), fileTypes.Q8_0));
  paths.set(name, path);
  return path;
}

/** The same attention, and one dense feed-forward network a layer that is as large as the experts together. */
export function makeDense(config: ModelConfig, counted: 'active' | 'total'): ModelConfig {
  const { experts, ...rest } = config;
  if (!experts) throw new Error(`${config.name} has no experts to count`);
  const { count, used, shared, feedForward, denseLayers } = experts;
  const perLayer = feedForward * ((counted === 'active' ? used : count) + shared);
  const mean = (denseLayers * config.feedForward + (config.layers - denseLayers) * perLayer) / config.layers;
  return {
    ...rest,
    architecture: 'llama',
    name: `${config.name}, dense, equal ${counted} size`,
    // Rows of whole blocks of the level.
    feedForward: Math.round(mean / 32) * 32,
  };
}
