import type { ModelKind } from '../gguf/model-kind.ts';
import { readLevelFromName } from './level-in-name.ts';
import { guessKindFromName } from './offer-kind.ts';
import { findLevel } from './quantization-levels.ts';

/** A file that a repository lists. */
export interface OfferFile {
  path: string;
  sizeBytes: number;
  sha256: string | null;
}

/** One model at one level: a file, or all parts of a split model. */
export interface GroupedOffer {
  /** Unique in the repository whatever the case, and safe as the name of a folder. */
  key: string;
  kind: ModelKind;
  level: string | null;
  /** The parts in their order. */
  files: OfferFile[];
  sizeBytes: number;
  /** Why it cannot be taken. */
  problem: string | null;
}

/** A file's place among the parts of its model. */
interface Place {
  /** Equal for all parts of one model. */
  group: string;
  part: number;
  /** Parts in all; null where the name does not tell. */
  parts: number | null;
}

const gguf = /\.gguf$/i;
/** As llama.cpp writes and reads them. */
const splitPart = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;
/** Cut by other programs: `.gguf-split-a`, `.gguf.part1of2`. */
const cutPiece = /^(.*\.gguf)[-._](?:split|part)[-._]?([a-z0-9]+)$/i;
/** Types of ik_llama.cpp: `IQ4_KS`, `IQ2_K_R4`, `Q8_0_R8`. */
const foreignType = /(?<![a-z0-9])(?:iq\d_(?:k|ks|kss|kl|kt)(?:_r\d)?|i?q\d_[a-z0-9_]*r[48])(?![a-z0-9])/i;

/**
 * What a repository offers, by its list of files: chat models first, the smallest first. Files that are not GGUF are
 * left out; every GGUF file is in exactly one offer.
 */
export function groupOffers(files: readonly OfferFile[]): GroupedOffer[] {
  const groups = new Map<string, { place: Place; file: OfferFile }[]>();
  for (const file of new Map(files.map((one) => [one.path, one])).values()) {
    const place = placeFile(file.path);
    if (!place) continue;
    const members = groups.get(place.group) ?? [];
    members.push({ place, file });
    groups.set(place.group, members);
  }
  const offers = [...groups.values()].map((members) =>
    toOffer(members.toSorted((a, b) => a.place.part - b.place.part || compareText(a.file.path, b.file.path))),
  );
  return separateKeys(offers).toSorted(compareOffers);
}

function placeFile(path: string): Place | null {
  const split = splitPart.exec(path);
  if (split) return { group: `${split[1]}-of-${split[3]}`, part: Number(split[2]), parts: Number(split[3]) };
  if (gguf.test(path)) return { group: path, part: 1, parts: 1 };
  const cut = cutPiece.exec(path);
  return cut ? { group: `${cut[1]}-pieces`, part: 0, parts: null } : null;
}

function toOffer(members: { place: Place; file: OfferFile }[]): GroupedOffer {
  const files = members.map(({ file }) => file);
  const { path } = files[0]!;
  const { group, parts } = members[0]!.place;
  return {
    key: toKey(group.replace(gguf, '')),
    kind: guessKindFromName(path),
    level: readLevelFromName(path.replace(cutPiece, '$1')),
    files,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    problem:
      parts === null
        ? 'It is cut into pieces that have to be joined by hand, which Conclave does not do. Choose another level.'
        : (findMissingParts(members, parts) ?? findForeignLevel(path)),
  };
}

function findMissingParts(members: { place: Place }[], parts: number): string | null {
  const there = new Set(members.map(({ place }) => place.part));
  const missing = Array.from({ length: parts }, (_, index) => index + 1).filter((part) => !there.has(part));
  if (missing.length === 0 && there.size === parts) return null;
  if (missing.length === 0) return 'Its parts are numbered wrongly in the repository. Choose another level.';
  return missing.length === 1
    ? `Part ${missing[0]} of ${parts} is missing in the repository. Choose another level.`
    : `${missing.length} of ${parts} parts are missing in the repository. Choose another level.`;
}

function findForeignLevel(path: string): string | null {
  const removed = findLevel(readLevelFromName(path) ?? '')?.removed;
  if (removed) return `It cannot be loaded: ${removed}`;
  return foreignType.test(path)
    ? 'Its level is one that only the program ik_llama.cpp can load. Choose another level.'
    : null;
}

const longestKey = 80;
/** Names that Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The path as a folder's name. One that has to be changed for it carries its hash, so that it stays the only one. */
function toKey(path: string): string {
  const safe = path
    .replace(/[\\/]/g, '--')
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[.-]+|[.-]+$/g, '_');
  const plain = safe.replaceAll('--', '/') === path && safe.length <= longestKey && !reserved.test(safe);
  return plain && safe !== '' ? safe : withHash(safe, path);
}

/** Keys that differ only in case would be one folder on most desktops. */
function separateKeys(offers: GroupedOffer[]): GroupedOffer[] {
  const counts = new Map<string, number>();
  for (const { key } of offers) counts.set(key.toLowerCase(), (counts.get(key.toLowerCase()) ?? 0) + 1);
  return offers.map((offer) =>
    counts.get(offer.key.toLowerCase()) === 1 ? offer : { ...offer, key: withHash(offer.key, offer.files[0]!.path) },
  );
}

function withHash(key: string, path: string): string {
  return `${reserved.test(key) ? '_' : ''}${key.slice(0, longestKey - 10)}-${hashText(path)}`;
}

/** FNV-1a: tells a handful of paths apart, no more. */
function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

function compareOffers(a: GroupedOffer, b: GroupedOffer): number {
  const rank = ({ kind }: GroupedOffer) => (kind === 'chat' ? 0 : 1);
  return rank(a) - rank(b) || a.sizeBytes - b.sizeBytes || compareText(a.key, b.key);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
