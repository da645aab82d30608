import { basename, dirname } from 'node:path';
import { stripGgufSuffixes } from '../../../models/catalog/level-in-name.ts';
import { readFamily } from '../../../models/catalog/model-family.ts';
import type { Model } from '../../contract/models-state.ts';
import type { FoundModel, ModelFile } from './found-model.ts';
import type { ModelFacts, ModelNames } from './model-facts.ts';

/** A model with its place on the disk, which never leaves the host. */
export interface LibraryModel extends Model {
  path: string;
  files: ModelFile[];
  /** What a download recorded beside it; null for any other model. */
  offerKey: string | null;
  /** Why it cannot be chatted with, as an error says it; null for one that can, and before it was inspected. */
  refusal: ModelFacts['refusal'];
}

/** What is known of a model beside its files. */
export interface Knowledge {
  facts: ModelFacts | null;
  verified: { at: number; against: 'hash' | 'structure'; problem: string | null } | null;
  /** The user's own name for it. */
  ownName: string | undefined;
}

export const embeddedModelId = 'embedded';
const embeddedName = 'Ember 12M (demo model)';

/** What a model is called, for its family and in sentences. */
export function nameFound(found: FoundModel): ModelNames {
  // Ollama calls a model NAME:TAG, and most are the latest.
  const given = found.name.replace(/:latest$/, '').replace(':', '-');
  const name = found.named ? given : basename(found.path);
  return {
    name,
    levelPath: `${basename(dirname(found.path))}/${name}`,
    repositoryId: found.record?.repositoryId ?? null,
  };
}

/** Puts together what the disk, the header and the user say of a model. */
export function describeModel(found: FoundModel, { facts, verified, ownName }: Knowledge): LibraryModel {
  const isEmbedded = found.origin === 'embedded';
  const names = nameFound(found);
  const family = facts ?? readFamily({ fileName: names.name, repositoryId: names.repositoryId });
  const problem = findProblem(found, facts) ?? verified?.problem ?? null;
  const { record } = found;
  return {
    id: isEmbedded ? embeddedModelId : found.id,
    name: ownName ?? (isEmbedded ? embeddedName : chooseName(found, names.name, family)),
    origin: found.origin,
    fileName: basename(found.path),
    sizeBytes: found.files.length > 0 ? found.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) : null,
    parts: found.partCount,
    kind: facts?.kind ?? (isEmbedded ? 'chat' : 'unknown'),
    inspected: facts !== null,
    familyId: family.familyId,
    familyName: isEmbedded ? embeddedName : family.familyName,
    level: facts?.level ?? null,
    architecture: facts?.architecture ?? null,
    parameters: facts?.parameters ?? null,
    activeParameters: facts?.activeParameters ?? null,
    expertCount: facts?.expertCount ?? null,
    expertUsedCount: facts?.expertUsedCount ?? null,
    trainContextSize: facts?.trainContextSize ?? null,
    licence: found.licence ?? facts?.licence ?? null,
    source: record && { repositoryId: record.repositoryId, revision: record.revision, licence: record.licence },
    verified: verified && { at: verified.at, against: verified.against, sound: verified.problem === null },
    problem,
    canDelete: found.origin === 'folder',
    path: found.path,
    files: found.files,
    offerKey: record?.offerKey ?? null,
    refusal:
      problem === null ? (facts?.refusal ?? null) : { code: facts?.refusal?.code ?? 'modelBroken', message: problem },
  };
}

/** The file's name as it stands where it is no more than the family's, or else the family's. */
function chooseName(found: FoundModel, name: string, family: { familyId: string; familyName: string }): string {
  if (found.named) return found.name;
  const stem = stripGgufSuffixes(name);
  const asId = stem.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return asId === family.familyId ? stem : family.familyName;
}

function findProblem({ files, missing, partCount, origin }: FoundModel, facts: ModelFacts | null): string | null {
  if (files.length === 0) {
    return origin === 'file'
      ? 'The file is not there any more. Put it back or take it out of the list.'
      : 'The file is not there any more. Put it back or install the model again.';
  }
  if (missing.length > 0) {
    const [first] = missing;
    const others = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
    const verb = missing.length > 1 ? 'are' : 'is';
    return `The model has ${partCount} parts, and ${first}${others} ${verb} missing. Put all of them into one folder.`;
  }
  // A sound file that is no chat model has no problem: its kind tells it apart.
  if (facts?.kind === 'chat' || facts?.kind === 'unknown') return facts.refusal?.message ?? null;
  return null;
}
