import { readLevelFromName, reconcileLevels } from '../../../models/catalog/level-in-name.ts';
import type { GroupedOffer } from '../../../models/catalog/group-offers.ts';
import { requireChatModel } from '../../../models/gguf/check-model.ts';
import { classifyHeader } from '../../../models/gguf/classify-file.ts';
import type { GgufHeader } from '../../../models/gguf/gguf-header.ts';
import type { ModelKind } from '../../../models/gguf/model-kind.ts';
import { type ModelShape, readModelShape } from '../../../models/gguf/model-shape.ts';
import type { Hub } from './hub.ts';

/** What the headers of an offer's files say. */
export interface ReadOffer {
  shape: ModelShape;
  kind: ModelKind;
  level: string | null;
}

const headersAtOnce = 4;

/** Reads the headers of all parts of an offer, and nothing else of it. @throws AppError of the hub, `modelBroken` */
export async function readOffer(
  hub: Hub,
  repository: { id: string; revision: string },
  { files, sizeBytes }: GroupedOffer,
  signal?: AbortSignal,
): Promise<ReadOffer> {
  const headers: GgufHeader[] = [];
  for (let start = 0; start < files.length; start += headersAtOnce) {
    const some = files.slice(start, start + headersAtOnce);
    const read = some.map((file) => hub.readHeader(repository.id, repository.revision, file, signal));
    headers.push(...(await Promise.all(read)));
  }
  const whole = { ...headers[0]!, tensors: headers.flatMap(({ tensors }) => tensors) };
  const kind = classifyHeader(whole);
  if (kind === 'chat') requireChatModel(`“${files[0]!.path}”`, whole);
  const shape = readModelShape(headers, sizeBytes);
  return {
    shape,
    kind,
    level: reconcileLevels(readLevelFromName(files[0]!.path), shape),
  };
}
