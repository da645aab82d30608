import { estimateFit } from '../../../models/gguf/estimate-fit.ts';
import type { Fit } from '../../../models/gguf/fit.ts';
import type { ModelShape } from '../../../models/gguf/model-shape.ts';
import type { HostContext } from '../host-context.ts';
import type { LibraryModel } from './describe-model.ts';
import { readExpertsApart, readMachineMemory } from './machine-memory.ts';
import { listNamedFiles } from './model-inspector.ts';

/** Estimates the fit of a shape with a context of so many tokens, or with that of the settings. */
export type Estimate = (shape: ModelShape, basis: Fit['basis'], contextSize: number | null) => Fit;

/** Looks at the machine once, for any number of estimates. */
export async function prepareEstimate(
  context: Pick<HostContext, 'engine' | 'fitHistory' | 'settings'>,
): Promise<Estimate> {
  const { engine, fitHistory, settings } = context;
  const [machine, expertsApart] = await Promise.all([readMachineMemory(engine), readExpertsApart(engine)]);
  const correction = fitHistory.correctionFor(machine.video ? 'gpu' : 'cpu');
  return (shape, basis, contextSize) =>
    estimateFit(shape, machine, {
      contextSize: contextSize ?? settings.current.contextSize,
      basis,
      correction,
      expertsApart,
    });
}

/**
 * How an installed model fits this machine; null for one that is no chat model or cannot be used.
 * @throws AppError `modelMissing`, `modelBroken`
 */
export async function describeModelFit(
  context: Pick<HostContext, 'engine' | 'fitHistory' | 'settings' | 'thread'>,
  model: LibraryModel,
): Promise<Fit | null> {
  if (model.kind !== 'chat' || model.problem !== null) return null;
  const files = listNamedFiles(model);
  const [estimate, shape] = await Promise.all([prepareEstimate(context), context.thread.run('shape', { files })]);
  return estimate(shape, 'header', null);
}
