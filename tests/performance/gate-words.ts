import { Random } from '../../models/filter/evaluation/random.ts';
import { cleanProse } from '../fixtures/filter/clean-prose.ts';

const shortest = 5;
const longest = 14;
const chineseShare = 0.05;

/** Everything the words must not occur in, as the most lenient of the compared matchers reads it. */
const prose = simplify(Object.values(cleanProse).join('\n'));
const chains = Object.entries(cleanProse).flatMap(([language, text]) =>
  language === 'zh' ? [] : [countFollowers(text)],
);
const chineseCharacters = cleanProse.zh.match(/\p{Script=Han}/gu)!;

/** Words made of the letter sequences of real prose, so that they begin as words do, and that never occur in it. */
export function makeWords(count: number, seed = 11): string[] {
  const random = new Random(seed);
  const words = new Set<string>();
  while (words.size < count) {
    const word = random.chance(chineseShare) ? makeChineseWord(random) : makeWord(random.pick(chains), random);
    if (word !== null && !prose.includes(simplify(word))) words.add(word);
  }
  return [...words];
}

/** Without case, diacritics and doubled letters. */
function simplify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(.)\1+/gu, '$1');
}

/** Which letters follow two others; a space begins and ends a word. */
function countFollowers(text: string): Map<string, string[]> {
  const followers = new Map<string, string[]>();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
    const letters = `  ${word} `;
    for (let index = 2; index < letters.length; index++) {
      const pair = letters.slice(index - 2, index);
      const known = followers.get(pair);
      if (known) known.push(letters[index]!);
      else followers.set(pair, [letters[index]!]);
    }
  }
  return followers;
}

function makeWord(followers: Map<string, string[]>, random: Random): string | null {
  let letters = '  ';
  do letters += random.pick(followers.get(letters.slice(-2))!);
  while (!letters.endsWith(' ') && letters.length < longest + 3);
  const word = letters.trim();
  return word.length < shortest || !letters.endsWith(' ') ? null : word;
}

function makeChineseWord(random: Random): string {
  return Array.from({ length: random.between(2, 4) }, () => random.pick(chineseCharacters)).join('');
}
