import { AppError } from '../../../models/app-error.ts';
import { defaultRunOptions } from '../../../models/run-options.ts';
import type { ModelDetails } from '../../contract/models-state.ts';
import { findQuality } from '../engine-jobs/measure-quality.ts';
import { findTune } from '../engine-jobs/tune-model.ts';
import type { HostContext } from '../host-context.ts';
import type { LibraryModel } from './describe-model.ts';
import { readExpertsApart } from './machine-memory.ts';
import { describeModelFit } from './prepare-estimate.ts';

/** What the page shows of one model beside its entry in the list. @throws AppError `notFound` */
export async function readModelDetails(context: HostContext, modelId: string): Promise<ModelDetails> {
  const model = await context.library.inspected(modelId);
  const freesBytes = model.canDelete ? model.sizeBytes : null;
  return {
    fit: await describeFit(context, model),
    lastLoad: readLastLoad(context, modelId),
    runOptions: context.settings.current.runOptions[modelId] ?? defaultRunOptions,
    tune: findTune(context, model),
    quality: findQuality(context, model),
    expertsApart: await readExpertsApart(context.engine),
    freesBytes,
  };
}

/** A file that was just moved away has no fit. */
async function describeFit(context: HostContext, model: LibraryModel): Promise<ModelDetails['fit']> {
  try {
    return await describeModelFit(context, model);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function readLastLoad({ fitHistory }: HostContext, modelId: string): ModelDetails['lastLoad'] {
  const load = fitHistory.findLast(modelId);
  if (!load) return null;
  const { predictedBytes, actualBytes, at, contextSize } = load;
  return { predictedBytes, actualBytes, at, contextSize };
}
