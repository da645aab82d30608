import { AppError } from '../../../models/app-error.ts';
import { applyChoices } from '../../../models/apply-choices.ts';
import { batchTokens } from '../../../models/gguf/kv-shape.ts';
import { countAllLayers } from '../../../models/placement/split-bytes.ts';
import { planPlacement } from '../../../models/placement/plan-placement.ts';
import type { ModelShape } from '../../../models/gguf/model-shape.ts';
import { defaultRunOptions, type RunOptions, type RunOptionsPatch } from '../../../models/run-options.ts';
import type { RunPlan } from '../../contract/models-state.ts';
import type { HostContext } from '../host-context.ts';
import { readExpertsApart, readMachineMemory } from './machine-memory.ts';
import { listNamedFiles } from './model-inspector.ts';

/**
 * What a way to run a model would take and give: its present options with this change.
 * @throws AppError `notFound`, `badInput` for numbers that the model cannot have, and the model's own refusal
 */
export async function planRun(context: HostContext, modelId: string, patch: RunOptionsPatch): Promise<RunPlan> {
  const { engine, fitHistory, settings, thread } = context;
  const model = await context.library.inspected(modelId);
  if (model.refusal) throw new AppError(model.refusal.code, model.refusal.message);
  const options = applyChoices(settings.current.runOptions[model.id] ?? defaultRunOptions, patch);
  const [ownShape, machine, expertsApart] = await Promise.all([
    thread.run('shape', { files: listNamedFiles(model) }),
    readMachineMemory(engine),
    readExpertsApart(engine),
  ]);
  requirePossible(model.name, ownShape, options);
  const shape = { ...ownShape, expertUsedCount: options.expertsPerToken ?? ownShape.expertUsedCount };
  const plan = planPlacement(shape, machine, {
    contextSize: options.contextSize ?? settings.current.contextSize,
    kvCacheType: options.kvCacheType ?? 'F16',
    batchSize: options.batchSize ?? batchTokens,
    flashAttention: shape.latent ? false : (options.flashAttention ?? undefined),
    gpuLayers: options.gpuLayers ?? undefined,
    expertLayersOnCpu: options.expertLayersOnCpu ?? undefined,
    expertsApart,
    correction: fitHistory.correctionFor(machine.video ? 'gpu' : 'cpu'),
  });
  const { verdict, gpuLayers, expertLayersOnCpu, contextSize, longestContext, videoBytes, systemBytes } = plan;
  const totalLayers = countAllLayers(shape);
  const where = { verdict, gpuLayers, totalLayers, expertLayersOnCpu };
  return { ...where, contextSize, longestContext, videoBytes, systemBytes, readPerToken: plan.readPerToken };
}

function requirePossible(name: string, shape: ModelShape, options: RunOptions): void {
  const { gpuLayers, expertLayersOnCpu, expertsPerToken, contextSize } = options;
  const layers = countAllLayers(shape);
  const refuse = (message: string) => {
    throw new AppError('badInput', message);
  };
  if (gpuLayers !== null && gpuLayers > layers) {
    refuse(`${name} has ${layers} layers with its output. Choose at most as many for the GPU.`);
  }
  const choosesExperts = expertsPerToken !== null || (expertLayersOnCpu ?? 0) > 0;
  if (shape.expertCount === null && choosesExperts) {
    refuse(`${name} is no Mixture of Experts, so there are no experts to place or to choose from.`);
  }
  if (expertLayersOnCpu !== null && expertLayersOnCpu > shape.layers) {
    refuse(`${name} has experts in at most ${shape.layers} layers. Choose at most as many for the CPU.`);
  }
  if (shape.expertCount !== null && expertsPerToken !== null && expertsPerToken > shape.expertCount) {
    refuse(`${name} has ${shape.expertCount} experts. Choose at most as many for each token.`);
  }
  if (typeof contextSize === 'number' && shape.trainContextSize > 0 && contextSize > shape.trainContextSize) {
    refuse(`${name} was trained with ${shape.trainContextSize} tokens of context. Choose at most as many.`);
  }
}
