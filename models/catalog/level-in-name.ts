import { findLevel, levelNames, stripDynamicMark } from './quantization-levels.ts';

/** Names that levels go by beside their own. */
const aliases: Readonly<Record<string, string>> = {
  Q3_K: 'Q3_K_M',
  Q4_K: 'Q4_K_M',
  Q5_K: 'Q5_K_M',
  Q3_K_XS: 'Q3_K_S',
  FP16: 'F16',
  FP32: 'F32',
  FLOAT16: 'F16',
  FLOAT32: 'F32',
  BFLOAT16: 'BF16',
};

/** Levels whose short name says all: `q8` is nothing but Q8_0. `q4` could be any of six. */
const shortNames: Readonly<Record<string, string>> = { Q8: 'Q8_0', Q6: 'Q6_K' };

const findByCompactName = new Map(
  [...levelNames, ...Object.keys(aliases)].map((name) => [compact(name), aliases[name] ?? name]),
);

const levelPattern = new RegExp(
  `(?<![a-z0-9])(?:i1[-_.])?(ud[-_.])?(${[...levelNames, ...Object.keys(aliases)]
    .toSorted((a, b) => b.length - a.length)
    .map(toPattern)
    .join('|')})(?![a-z0-9])`,
  'gi',
);

const splitSuffix = /[-_.](?:part[-_.]?)?\d{1,5}[-_.]?of[-_.]?\d{1,5}$/i;

/** A level found in a name, and where. */
interface Found {
  level: string;
  start: number;
  end: number;
}

/**
 * The level that a file's path names, such as `Q4_K_M` or `UD-Q4_K_XL`: in its own name or else in that of the
 * innermost folder that names one. Null where none is named.
 */
export function readLevelFromName(path: string): string | null {
  const [fileName = '', ...folders] = path.split(/[\\/]/).toReversed();
  for (const name of [stripGgufSuffixes(fileName), ...folders]) {
    const found = findInName(name);
    if (found) return found.level;
  }
  return null;
}

/** The name without extension, split suffix and level: what files of one model at several levels have in common. */
export function removeLevelFromName(fileName: string): string {
  const stem = stripGgufSuffixes(fileName);
  const found = findInName(stem);
  if (!found) return stem;
  return `${stem.slice(0, found.start)}${stem.slice(found.end)}`;
}

/** The level as a header tells it, in two ways that may differ. */
interface HeaderLevel {
  /** What the weights bear out. */
  level: string | null;
  /** What the header claims. */
  declaredLevel: string | null;
}

/**
 * The level to show, from a file's name and from its header. The header knows the plain level alone: `Q4_K_M` for
 * `Q4_K_L`, anything for `UD-Q4_K_XL`. So a name that says more than the header counts; one that contradicts it does not.
 */
export function reconcileLevels(named: string | null, header: HeaderLevel): string | null {
  if (named === null) return header.level;
  const told = [header.level, header.declaredLevel].filter((level) => level !== null);
  if (told.length === 0 || named.startsWith('UD-')) return named;
  return told.some((level) => groupOf(level) === groupOf(named)) ? named : header.level;
}

/** File name without `.gguf` and without the number of its part. */
export function stripGgufSuffixes(fileName: string): string {
  return fileName.replace(/\.gguf$/i, '').replace(splitSuffix, '');
}

/** Levels that differ only in how the embedding and single tensors are stored. */
function groupOf(level: string): string {
  const [plain = ''] = stripDynamicMark(level).split('_MOE');
  const [type, ...rest] = plain.split('_');
  return rest[0] === 'K' ? `${type}_K` : plain;
}

/** The last level in a name. A float beside a quantization tells how the embedding is stored: `Q6_K-f32`. */
function findInName(name: string): Found | null {
  const all = [...name.matchAll(levelPattern)].map((match): Found => {
    const level = findByCompactName.get(compact(match[2] ?? ''))!;
    return { level: match[1] ? `UD-${level}` : level, start: match.index, end: match.index + match[0].length };
  });
  const quantized = all.filter(({ level }) => findLevel(level)?.family !== 'float');
  return quantized.at(-1) ?? all.at(-1) ?? findShortName(name);
}

function findShortName(name: string): Found | null {
  const match = /(?<=[-_. ])q[68]$/i.exec(name);
  const level = shortNames[match?.[0].toUpperCase() ?? ''];
  return match && level ? { level, start: match.index, end: name.length } : null;
}

function compact(name: string): string {
  return name.replace(/[-_. ]/g, '').toUpperCase();
}

/** Letters may stand close together or apart (`q4km`, `Q4-K-M`); digits only as they are written (`Q4_0`, never `Q4-0`). */
function toPattern(level: string): string {
  return level.replace(/_(\d)/g, '[_]$1').replace(/(?<!\[)_/g, '[-_]?');
}
