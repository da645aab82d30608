import { AppError } from '../../../models/app-error.ts';
import type { HostContext } from '../host-context.ts';
import { copyModel, requireSpace } from './copy-model.ts';
import { findImportable } from './find-importable.ts';
import type { FoundModel } from './found-model.ts';

/** `link` lists a file where it lies; `copy` puts a copy into Conclave's own folder. */
export type ImportMode = 'link' | 'copy';

/**
 * Lets the user choose files in the system's dialog and adds them.
 * @throws AppError `unsupported` where there is no file dialog; what `importPaths` throws
 */
export async function importChosen(context: HostContext, mode: ImportMode): Promise<{ modelId: string | null }> {
  if (!context.desktop) {
    throw new AppError('unsupported', 'There is no file dialog here. Give the path of the GGUF file instead.');
  }
  return importPaths(context, await context.desktop.pickModelFiles(), mode);
}

/** Adds what was dropped, or lets go of it. @throws AppError `notFound`, and what `importPaths` throws */
export async function importDropped(context: HostContext, dropId: string, mode: ImportMode | null): Promise<void> {
  const paths = context.dropped.take(dropId);
  if (mode !== null) await importPaths(context, paths, mode);
}

/**
 * Adds GGUF files, or all in a folder. The id of the first model is known at once where it is linked or in the list
 * already; copies go on as tasks.
 * @throws AppError `badInput` for what is no model, `modelMissing` for what is not there, `diskFull` before any copy
 */
export async function importPaths(
  context: HostContext,
  paths: readonly string[],
  mode: ImportMode,
): Promise<{ modelId: string | null }> {
  const found = (await Promise.all(paths.map((path) => findImportable(path, context.homeFolder)))).flat();
  const listed = new Set(context.library.list().map(({ path }) => path));
  if (mode === 'copy') await copyAll(context, found);
  else {
    const added = found.map(({ path }) => path).filter((path) => !listed.has(path));
    const { openedModelPaths } = context.settings.current;
    if (added.length > 0) context.settings.updateLibrary({ openedModelPaths: [...openedModelPaths, ...added] });
    await context.library.refresh();
  }
  const first = found[0]?.path;
  return { modelId: context.library.list().find(({ path }) => path === first)?.id ?? null };
}

async function copyAll(context: HostContext, found: readonly FoundModel[]): Promise<void> {
  const own = new Set(context.library.list().flatMap(({ origin, path }) => (origin === 'folder' ? [path] : [])));
  const models = found.filter(({ path }) => !own.has(path));
  const incomplete = models.find(({ missing }) => missing.length > 0);
  if (incomplete) {
    const message = `${incomplete.missing[0]} is missing. Put all parts of the model into one folder first.`;
    throw new AppError('modelMissing', message);
  }
  await requireSpace(
    context.modelsFolder,
    models.reduce((sum, model) => sum + countBytes(model), 0),
  );
  for (const model of models) {
    const about = { kind: 'copy' as const, modelId: null, fileName: model.name, totalBytes: countBytes(model) };
    context.tasks.start(about, async (control) => {
      await copyModel(context.modelsFolder, model.files, control);
      await context.library.refresh();
    });
  }
}

function countBytes({ files }: FoundModel): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
