import type { ModelDetails } from '../../contract/models-state.ts';
import type { HostContext } from '../host-context.ts';

/** What the page shows of one model beside its entry in the list. @throws AppError `notFound` */
export async function readModelDetails(context: HostContext, modelId: string): Promise<ModelDetails> {
  const model = await context.library.inspected(modelId);
  return { fit: null, lastLoad: null, freesBytes: model.canDelete ? model.sizeBytes : null };
}
