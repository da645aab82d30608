import { confusablePairs } from './tables/confusables.ts';
import { simplifiedPairs } from './tables/simplified-chinese.ts';

/** Unicode's table: a character → the one it looks like. */
export const confusables: ReadonlyMap<number, number> = readPairs(confusablePairs);

/** A traditional Chinese character → its simplified form, which is not simplified any further. */
export const simplified: ReadonlyMap<number, number> = settle(readPairs(simplifiedPairs));

/** Letters in another dress, which Unicode's table and its normal forms leave alone. */
export const dressedLetters: ReadonlyMap<number, number> = new Map([
  ...dress('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnoprstuvwyz'),
  ...dress('ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ', 'acefghijkmrtvwy'),
  ...alphabetFrom(0x1f150),
  ...alphabetFrom(0x1f170),
  ...alphabetFrom(0x1f1e6),
]);

function dress(dressed: string, plain: string): [number, number][] {
  return [...dressed].map((character, index) => [character.codePointAt(0)!, plain.charCodeAt(index)]);
}

function alphabetFrom(first: number): [number, number][] {
  return Array.from({ length: 26 }, (_, index) => [first + index, 0x61 + index]);
}

function readPairs(text: string): Map<number, number> {
  const points = Array.from(text, (character) => character.codePointAt(0)!);
  const pairs = new Map<number, number>();
  for (let index = 0; index < points.length; index += 2) pairs.set(points[index]!, points[index + 1]!);
  return pairs;
}

/** Follows each chain of pairs to its end; a character that stands for itself ends one. */
function settle(pairs: Map<number, number>): Map<number, number> {
  for (const [source, first] of pairs) {
    let target = first;
    for (let step = 0; step < pairs.size && pairs.has(target) && pairs.get(target) !== target; step++) {
      target = pairs.get(target)!;
    }
    pairs.set(source, target);
  }
  return pairs;
}
