import { createHash } from 'node:crypto';

const maxCharacters = 120;
const deviceNames = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
// oxlint-disable-next-line no-control-regex -- control characters are what must not get into a name
const unsafeCharacters = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"/\\|?*]/g;

/** A name from the hub as a name that every file system takes and that stays where it is put. */
export function toSafeName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(unsafeCharacters, '-')
    .replace(/^[. ]+|[. ]+$/g, '');
  const safe = cleaned === '' || deviceNames.test(cleaned) ? `_${cleaned}` : cleaned;
  if (safe.length <= maxCharacters && Buffer.byteLength(safe) <= 240) return safe;
  // The end tells parts of a split model apart, and a hash the rest.
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${cut(safe, 30)}-${hash}-${cut([...safe].toReversed().join(''), 40, true)}`;
}

function cut(text: string, characters: number, reversed = false): string {
  const points = [...text].slice(0, characters);
  return (reversed ? points.toReversed() : points).join('');
}

/** Names for the files of one download, all different on file systems that ignore case, too. */
export function nameFiles(paths: readonly string[]): string[] {
  const names = paths.map((path) => toSafeName(path.split('/').at(-1)!));
  const key = (name: string) => name.toLowerCase();
  const isUnique = new Set(names.map(key)).size === names.length;
  if (isUnique) return names;
  const used = new Set<string>();
  return paths.map((path) => {
    let name = toSafeName(path.replaceAll('/', '--'));
    for (let copy = 2; used.has(key(name)); copy++) name = toSafeName(`${copy}-${path.replaceAll('/', '--')}`);
    used.add(key(name));
    return name;
  });
}
