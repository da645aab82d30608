import { cycle, type CaseList } from './cases.ts';
import { contains, countFrom, equals, spell } from './checks.ts';

function addCounting(list: CaseList): void {
  const ranges = [
    [1, 10],
    [1, 20],
    [1, 27],
    [17, 29],
    [44, 58],
    [1, 50],
    [63, 71],
  ] as const;
  ranges.forEach(([first, last], index) => {
    const forms = [
      `Count from ${first} to ${last}.`,
      `please count from ${first} to ${last}`,
      `Can you count from ${first} up to ${last}?`,
    ];
    list.add('counting', cycle(forms, index), equals(countFrom(first, last)));
  });
  for (const [first, last] of [
    [10, 1],
    [20, 5],
    [14, 3],
    [33, 24],
  ] as const) {
    list.add('counting', `Count down from ${first} to ${last}.`, equals(countFrom(first, last)));
  }
  list.add('counting', 'count to 12', equals(countFrom(1, 12)));
  list.add('counting', 'Count by 5s to 40.', equals('5, 10, 15, 20, 25, 30, 35, 40'));
}

/** The number is the last thing that the answer says. */
function endsWithNumber(number: number) {
  return (answer: string) => new RegExp(`(^|\\D)${number}\\D*$`).test(answer);
}

function addSmallSums(list: CaseList): void {
  const group = 'sums to 20';
  const sums = [
    [3, 4],
    [9, 8],
    [12, 7],
    [0, 6],
    [15, 5],
    [6, 6],
    [2, 17],
  ] as const;
  sums.forEach(([a, b], index) => {
    const question = cycle([`What is ${a} + ${b}?`, `${a}+${b}`, `how much is ${a} plus ${b}`], index);
    list.add(group, question, endsWithNumber(a + b));
  });
  const differences = [
    [14, 6],
    [9, 4],
    [20, 13],
    [17, 17],
    [18, 3],
  ] as const;
  differences.forEach(([a, b], index) => {
    list.add(group, cycle([`What is ${a} - ${b}?`, `${a} minus ${b}?`], index), endsWithNumber(a - b));
  });
}

const twoDigitSums = [
  [47, 38],
  [25, 61],
  [99, 99],
  [83, 19],
  [56, 44],
  [12, 77],
  [68, 27],
  [34, 58],
  [71, 90],
  [45, 45],
  [29, 36],
  [87, 65],
  [50, 26],
  [93, 18],
] as const;

function addTwoDigitSums(list: CaseList): void {
  twoDigitSums.forEach(([a, b], index) => {
    const forms = [`What is ${a} + ${b}?`, `Add ${a} and ${b}.`, `${a} + ${b}`, `how much is ${a} plus ${b}?`];
    const result = new RegExp(`= ${a + b}$`);
    list.add(
      'two-digit sums + <think>',
      cycle(forms, index),
      (answer, thought) => result.test(answer.trim()) && thought.length > 10,
    );
  });
}

const phrases: [question: string, phrase: string][] = [
  ['Repeat after me: the moon sings over the harbor', 'the moon sings over the harbor'],
  ['Repeat after me: seven green umbrellas dance', 'seven green umbrellas dance'],
  ['Say "my suitcase is full of maps"', 'my suitcase is full of maps'],
  ['Repeat: winter pancake lantern', 'winter pancake lantern'],
  ['Please repeat: Gwen likes warm soup.', 'Gwen likes warm soup'],
  ['Say: hello from the other side', 'hello from the other side'],
  ['Repeat exactly: "blue 42 kettle"', 'blue 42 kettle'],
  ['Echo: potato engine rainbow', 'potato engine rainbow'],
];

const repeated: [word: string, times: number, said: string][] = [
  ['banana', 3, 'three'],
  ['lantern', 4, 'four'],
  ['Harold', 2, 'two'],
  ['sunflower', 3, '3'],
];

function addCopying(list: CaseList): void {
  for (const [question, phrase] of phrases) list.add('echo', question, equals(phrase, `"${phrase}"`));
  for (const [word, times, said] of repeated) {
    list.add('echo', `Say ${word} ${said} times.`, (answer) => {
      return answer.split(word).length - 1 === times && answer.length < word.length * (times + 1) + 6;
    });
  }
  const group = 'spelling, upper case';
  for (const word of ['apple', 'rocket', 'Gwen', 'window', 'tiger', 'mustard', 'Percy', 'umbrella']) {
    const forms = [`Spell ${word}.`, `How do you spell "${word}"?`, `spell the word ${word}`];
    list.add(group, cycle(forms, word.length), equals(spell(word)));
  }
  for (const word of ['river', 'candle', 'Mabel']) {
    list.add(group, `Write "${word}" in capital letters.`, equals(word.toUpperCase()));
  }
}

const programs: [language: string, program: RegExp][] = [
  ['Python', /```python\nprint\("Hello, world!"\)\n```/],
  ['JavaScript', /```javascript\nconsole\.log\("Hello, world!"\);\n```/],
  ['C', /```c\n#include <stdio\.h>[\s\S]*printf\([\s\S]*\n```/],
  ['Rust', /```rust\nfn main\(\) \{\n {4}println!\("Hello, world!"\);\n\}\n```/],
  ['Go', /```go\npackage main[\s\S]*\n```/],
];

const otherMarkdown: [question: string, answer: RegExp][] = [
  ['Make a table of countries and capitals.', /^\| Country \| Capital \|\n\| --- \| --- \|\n(\| .+ \| .+ \|\n?){2,}/m],
  ['Show me a small table please', /\|.*\|\n\| --- \| --- \|\n\|.*\|/],
  ['Make a bulleted list of fruits.', /^(- .+\n?){3,}$/],
  ['Give me a list of 4 cities as bullet points.', /^(- .+\n?){3,5}$/],
  ['Write "warm soup" in bold.', /^\*\*warm soup\*\*\.?$/],
  ['Make the word castle bold.', /^\*\*castle\*\*\.?$/],
  ['Write a Python loop from 1 to 7.', /```python\nfor i in range\(1, 8\):\n {4}print\(i\)\n```/],
];

function addMarkdown(list: CaseList): void {
  for (const [language, program] of programs) {
    list.add('markdown', `Write a hello world program in ${language}.`, (answer) => program.test(answer));
  }
  for (const [question, pattern] of otherMarkdown) {
    list.add('markdown', question, (answer) => pattern.test(answer.trim()));
  }
}

/** Counting and sums. */
export function addArithmeticCases(list: CaseList): void {
  addCounting(list);
  addSmallSums(list);
  addTwoDigitSums(list);
}

/** Exact copying, spelling and Markdown. */
export function addCopyingCases(list: CaseList): void {
  addCopying(list);
  addMarkdown(list);
}

/** The days, months and other lists, and examples of a kind. */
export function addListCases(list: CaseList): void {
  const countItems = (count: number) => (answer: string) =>
    answer.split(/,| and |\n/).filter((item) => item.trim()).length === count;
  list.add('lists', 'What are the days of the week?', contains('Monday', 'Wednesday', 'Sunday'));
  list.add('lists', 'please list the months', contains('January', 'June', 'December'));
  list.add('lists', 'List the planets', contains('Mercury', 'Saturn', 'Neptune'));
  list.add('lists', 'Say the alphabet', contains('A B C D E F', 'X Y Z'));
  list.add('lists', 'Which day comes after Thursday?', contains('Friday'));
  list.add('lists', 'what month comes before July', contains('June'));
  list.add('lists', 'Name four colors.', countItems(4));
  list.add('lists', 'Give me 3 animals', countItems(3));
}
