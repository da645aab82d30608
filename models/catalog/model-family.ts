import { removeLevelFromName, stripGgufSuffixes } from './level-in-name.ts';

/** What is known of a model: its file's name and, once it was read, what its header says. */
export interface FamilySource {
  fileName: string;
  /** `general.name`. */
  name?: string | null;
  /** `general.basename`. */
  basename?: string | null;
  /** `general.size_label`. */
  sizeLabel?: string | null;
  /** `general.finetune`. */
  finetune?: string | null;
  architecture?: string | null;
  parameters?: number | null;
  repositoryId?: string | null;
}

/** Models that differ only in their level share it. */
export interface ModelFamily {
  familyId: string;
  familyName: string;
}

/** Makers that quantizers put in front of a file's name, as `MAKER_`. */
const makers = new Set(
  (
    'allenai arcee-ai baai baidu bytedance-seed cohereforai coherelabs deepseek-ai google huggingfacetb ibm-granite ' +
    'inclusionai liquidai lgai-exaone meta-llama microsoft mistralai moonshotai nousresearch nvidia openai qwen ' +
    'stabilityai tencent thudm tiiuae unsloth zai-org'
  ).split(' '),
);

/** Names of files, and in headers, that say nothing about the model. */
const meaningless =
  /^(?:gg(?:ml|uf)-)?(?:model|models|weights|consolidated|hf|snapshot|output|main|merged|out|tmp|unknown)?$/;
/** Ollama's blobs and other files named by their content. */
const contentHash = /^(?:sha256-)?[0-9a-f]{32,}$/;

/**
 * The family by the file's name without its level, since that is what differs between levels; by the header or the
 * repository only where the file's name says nothing. Names in headers are too often those of the base model.
 */
export function readFamily(source: FamilySource): ModelFamily {
  const ofFile = cleanName(baseNameOf(source.fileName));
  if (isTelling(ofFile)) {
    const familyId = toId(ofFile);
    const named = source.name ? cleanName(source.name) : '';
    return { familyId, familyName: toTitle(toId(named) === familyId ? named : ofFile) };
  }
  const told = [joinParts(source), source.name ?? '', baseNameOf(source.repositoryId ?? '')]
    .map(cleanName)
    .find(isTelling);
  const familyId = [told === undefined ? '' : toId(told), source.architecture ?? '', toSizeMark(source.parameters)]
    .filter((part) => part !== '')
    .join('-');
  if (familyId === '') {
    const stem = stripGgufSuffixes(baseNameOf(source.fileName));
    return { familyId: toId(ofFile) || 'model', familyName: ofFile || stem || 'model' };
  }
  return { familyId, familyName: toTitle(told ?? familyId) };
}

function joinParts({ basename, sizeLabel, finetune }: FamilySource): string {
  if (!basename) return '';
  const parts = [basename, sizeLabel, finetune].filter((part) => part != null && part !== '');
  // A basename alone is that of a whole line of models.
  return parts.length > 1 ? parts.join('-') : '';
}

function baseNameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}

/** Without level, maker, and the marks that quantizers leave. */
function cleanName(name: string): string {
  const plain = removeLevelFromName(name)
    .replace(/[-_. ](?:gguf|i1|imat|imatrix|ud)(?=[-_. ]|$)/gi, '')
    .replace(/^[-_. ]+|[-_. ]+$/g, '');
  return stripMaker(plain);
}

function stripMaker(name: string): string {
  const match = /^([A-Za-z0-9.-]+)_(.+)$/.exec(name);
  if (!match) return name;
  const [, maker = '', rest = ''] = match;
  const repeated = rest.toLowerCase().startsWith(maker.toLowerCase());
  return makers.has(maker.toLowerCase()) || repeated ? rest : name;
}

function isTelling(name: string): boolean {
  const id = name.toLowerCase();
  return /[a-z]/.test(id) && !meaningless.test(id) && !contentHash.test(id);
}

function toId(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Parameters to one digit: levels that leave tensors out, such as a tied output, still fall together. */
function toSizeMark(parameters: number | null | undefined): string {
  if (parameters == null || parameters <= 0) return '';
  return parameters >= 1e9 ? `${Math.round(parameters / 1e9)}b` : `${Math.round(parameters / 1e6)}m`;
}

function toTitle(name: string): string {
  const spaced = name.replace(/[-_\s]+/g, ' ').trim();
  if (/\p{Lu}/u.test(spaced)) return spaced;
  return spaced.replace(/(?<=^| )(?:a?\d+(?:\.\d+)?[bmk](?= |$)|\p{Ll})/gu, (start) => start.toUpperCase());
}
