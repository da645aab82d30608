import { z } from 'zod';
import { AppError, appErrorCodes } from '../../../models/app-error.ts';
import { readLevelFromName, reconcileLevels } from '../../../models/catalog/level-in-name.ts';
import { readFamily } from '../../../models/catalog/model-family.ts';
import { requireChatModel } from '../../../models/gguf/check-model.ts';
import { classifyHeader } from '../../../models/gguf/classify-file.ts';
import type { GgufHeader } from '../../../models/gguf/gguf-header.ts';
import { modelKinds } from '../../../models/gguf/model-kind.ts';
import { readModelShape } from '../../../models/gguf/model-shape.ts';
import { readText } from '../../../models/gguf/read-metadata.ts';

/** What the headers of a model's files say, as far as the library keeps it. */
export const modelFactsSchema = z.object({
  kind: z.enum(modelKinds),
  /** Why it cannot be chatted with; null for a chat model whose header is sound. */
  refusal: z.object({ code: z.enum(appErrorCodes), message: z.string() }).nullable(),
  familyId: z.string(),
  familyName: z.string(),
  level: z.string().nullable(),
  architecture: z.string().nullable(),
  parameters: z.number().nullable(),
  activeParameters: z.number().nullable(),
  expertCount: z.number().nullable(),
  expertUsedCount: z.number().nullable(),
  trainContextSize: z.number().nullable(),
  licence: z.string().nullable(),
});
export type ModelFacts = z.infer<typeof modelFactsSchema>;

/** What a model is called where it lies. */
export interface ModelNames {
  /** In sentences, and for its family. */
  name: string;
  /** With its folder, which may name the level. */
  levelPath: string;
  repositoryId: string | null;
}

/** Takes what the library keeps from the headers of a model: one, or those of all parts, the first first. */
export function readModelFacts(headers: readonly GgufHeader[], sizeBytes: number, names: ModelNames): ModelFacts {
  const whole = { ...headers[0]!, tensors: headers.flatMap((header) => header.tensors) };
  const { metadata } = whole;
  const shape = readModelShape(headers, sizeBytes);
  const kind = classifyHeader(whole);
  const isModel = kind === 'chat' || kind === 'embedding';
  const text = (key: string) => readText(metadata, `general.${key}`);
  const orNull = (count: number) => (isModel && count > 0 ? count : null);
  return {
    kind,
    refusal: findRefusal(names.name, whole),
    ...readFamily({
      fileName: names.name,
      name: shape.name,
      basename: text('basename'),
      sizeLabel: text('size_label'),
      finetune: text('finetune'),
      architecture: shape.architecture,
      parameters: shape.parameters,
      repositoryId: names.repositoryId,
    }),
    level: isModel ? reconcileLevels(readLevelFromName(names.levelPath), shape) : null,
    architecture: shape.architecture || null,
    parameters: orNull(shape.parameters),
    activeParameters: shape.expertCount === null ? null : orNull(shape.activeParameters),
    expertCount: shape.expertCount,
    expertUsedCount: shape.expertUsedCount,
    trainContextSize: orNull(shape.trainContextSize),
    licence: text('license')?.slice(0, 80) ?? null,
  };
}

/** What is left to say of a model whose header cannot be read. */
export function describeUnreadable(error: AppError, names: ModelNames): ModelFacts {
  return {
    kind: 'unknown',
    refusal: { code: error.code, message: error.message },
    ...readFamily({ fileName: names.name, repositoryId: names.repositoryId }),
    level: null,
    architecture: null,
    parameters: null,
    activeParameters: null,
    expertCount: null,
    expertUsedCount: null,
    trainContextSize: null,
    licence: null,
  };
}

function findRefusal(fileName: string, header: GgufHeader): ModelFacts['refusal'] {
  try {
    requireChatModel(fileName, header);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message };
  }
}
