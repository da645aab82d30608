import { cycle, resetTurn, type CaseList } from './cases.ts';
import { admitsNotKnowing, contains } from './checks.ts';

// None of these is in the list of names that the training data is made from.
const names =
  'Barnaby Cosima Dorian Eleanor Gwen Harold Jasper Mabel Odette Percy Rosalind Tabitha Ulrich Walter Xenia Zelda ' +
  'Desmond Florian Imogen Nelly';

const distractions = [
  'What is the capital of Norway?',
  'Tell me a joke.',
  'What is 3 + 4?',
  'Count from 1 to 5.',
  'What is quantization?',
  'Name three animals.',
  'Spell garden.',
  'Who are you?',
  'Thanks!',
  'What is the opposite of hot?',
];

function introduce(name: string, index: number): string {
  return cycle(
    [
      `My name is ${name}.`,
      `Hi, I'm ${name}`,
      `Please call me ${name}, ok?`,
      `hello! my name is ${name} and I am new here`,
      `You can call me ${name}!`,
    ],
    index,
  );
}

const nameQuestions = [
  'What is my name?',
  "what's my name",
  'Do you still remember my name?',
  'Who am I?',
  'Tell me my name please',
];

function addNames(list: CaseList): void {
  names.split(' ').forEach((name, index) => {
    const distractionCount = cycle([0, 1, 2, 3, 1], index);
    const between = Array.from({ length: distractionCount }, (_, k) => cycle(distractions, index * 7 + k * 3));
    const question = cycle(nameQuestions, index * 3 + 1);
    list.add('memory: unseen name', [introduce(name, index), ...between, question], contains(name));
  });
}

const facts: [turns: string[], recalled: string][] = [
  [['My favorite color is turquoise.', 'Tell me a joke', 'What is my favorite color?'], 'turquoise'],
  [['I have a ferret named Quibble.', 'What is 2 + 2?', 'What is the name of my ferret?'], 'Quibble'],
  [['My dog is called Bramble.', "What is my dog's name?"], 'Bramble'],
  [['I live in Reykjavik.', 'Hello', 'Where do I live?'], 'Reykjavik'],
  [['I live in Sandhurst', 'What is the capital of Japan?', 'which city do i live in?'], 'Sandhurst'],
  [['Remember the word marigold.', 'Count to 5.', 'What was the word?'], 'marigold'],
  [['The code word is tangerine.', 'Thanks', 'What is the code word?'], 'tangerine'],
  [['Remember the number 4711.', 'Who are you?', 'What was the number?'], '4711'],
  [['My lucky number is 38.', 'What is my lucky number?'], '38'],
  [['My favourite food is lasagna', 'Tell me a joke.', 'what do I like to eat?'], 'lasagna'],
  [['I am 34 years old.', 'How are you?', 'How old am I?'], '34'],
  [['My name is Klaus and I live in Porto.', 'Tell me a fun fact.', 'Where do I live?'], 'Porto'],
  [['My name is Lottie. My favorite color is green.', 'What is my name?', 'And what is my favorite color?'], 'green'],
];

function addFacts(list: CaseList): void {
  const group = 'memory: other facts';
  for (const [turns, recalled] of facts) list.add(group, turns, contains(recalled));
  list.add(
    group,
    ['My name is Alma.', 'Actually, my name is Edith.', 'What is my name?'],
    (answer) => answer.includes('Edith') && !answer.includes('Alma'),
  );
  list.add(group, ['I work as a carpenter.', 'What is my job?'], contains('carpenter'));
  list.add(group, ['My hobby is juggling', 'Say hello three times.', 'What is my hobby?'], contains('juggling'));
}

const neverTold: string[][] = [
  ['What is my name?'],
  ["what's my name"],
  ['Do you remember my name?'],
  ['Who am I?'],
  ['Do you know what I am called?'],
  ['Hello!', 'What is my name?'],
  ['What is 5 + 6?', 'Tell me my name'],
  ['Tell me a story about a fox named Rusty.', 'What is my name?'],
  ['My dog is called Bramble.', 'What is my name?'],
  ['What is my favorite color?'],
  ['What was the secret word?'],
  ['Where do I live?'],
  ['My name is Morris.', 'What is my favorite food?'],
];

function addForgetting(list: CaseList): void {
  for (const turns of neverTold) list.add('memory: wiped / never told', turns, admitsNotKnowing);
  ['Stellan', 'Vera', 'Yvonne', 'Iris', 'Herbert', 'Celeste', 'Nestor'].forEach((name, index) => {
    const question = cycle(['What is my name?', 'Who am I?', 'Do you remember my name?'], index);
    const turns = [`My name is ${name}.`, 'What is my name?', resetTurn, question];
    list.add('memory: after resetChatHistory', turns, admitsNotKnowing);
  });
}

/** Recalling what was told, and admitting what was not. */
export function addMemoryCases(list: CaseList): void {
  addNames(list);
  addFacts(list);
  addForgetting(list);
}

/** Recalling a name over 655 to 732 tokens of other talk. */
export function addLongMemoryCases(list: CaseList): void {
  ['Quentin', 'Lionel', 'Bertram', 'Jolene'].forEach((name, index) => {
    const turns = [
      `My name is ${name}.`,
      'Tell me a long story about a fox.',
      'What is quantization?',
      'Tell me a story about a robot.',
      'Count from 1 to 20.',
      ...(index % 2 ? ['What is the KV cache?', 'Tell me a joke.'] : ['Tell me a story about a whale.']),
      'What is my name?',
    ];
    list.add('long conversation (655-732 tokens)', turns, contains(name));
  });
}
