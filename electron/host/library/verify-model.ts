import { AppError } from '../../../models/app-error.ts';
import type { HostContext } from '../host-context.ts';
import { listNamedFiles } from './model-inspector.ts';

/**
 * Starts to compare a model's files with the SHA-256 that their publisher gives, or where it is not known their
 * weights with the tensor table.
 * @throws AppError `notFound`; `modelMissing` for a model of which a file is missing
 */
export function verifyModel(context: HostContext, modelId: string): void {
  const { library, tasks, thread } = context;
  const model = library.get(modelId);
  if (model.files.length < model.parts) throw new AppError('modelMissing', model.problem ?? 'A file is missing.');
  if (tasks.isRunning('verify', modelId)) return;
  tasks.dismissOf(modelId);
  const about = { kind: 'verify' as const, modelId, fileName: model.fileName, totalBytes: model.sizeBytes ?? 0 };
  tasks.start(about, async (control) => {
    const verification = await thread.run('verify', { files: listNamedFiles(model) }, control);
    library.setVerified(modelId, verification);
    if (verification.problem !== null) throw new AppError('modelBroken', verification.problem);
  });
}
