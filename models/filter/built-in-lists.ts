import type { WordList } from './word-list.ts';

/** Words that no reply should hold. Kept short on purpose: the user's own list is where taste belongs. */
const insults = [
  'arsehole',
  'arseholes',
  'asshole',
  'assholes',
  'bitch',
  'bitches',
  'bullshit',
  'cunt',
  'cunts',
  'dickhead',
  'dickheads',
  'fuck',
  'fucked',
  'fucker',
  'fuckers',
  'fucking',
  'fucks',
  'motherfucker',
  'motherfuckers',
  'motherfucking',
  'shit',
  'shithead',
  'shitty',
  'slut',
  'sluts',
  'twat',
  'wanker',
  'wankers',
  'whore',
  'whores',
];

const slurs = ['faggot', 'faggots', 'nigger', 'niggers', 'paki', 'pakis', 'tranny', 'trannies', 'wetback', 'wetbacks'];

/** The lists that ship with the app. */
export const builtInLists: readonly WordList[] = [
  createList('built-in-insults', 'Insults', 'insult', insults),
  createList('built-in-slurs', 'Slurs', 'hate', slurs),
];

function createList(id: string, name: string, category: string, words: readonly string[]): WordList {
  return { id, name, category, entries: words.map((text, index) => ({ line: index + 1, text })) };
}
