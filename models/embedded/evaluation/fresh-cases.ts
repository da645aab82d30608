import { CaseList, cycle } from './cases.ts';
import { admitsNotKnowing, contains, countFrom, declines, equals, explains, isStory, spell } from './checks.ts';

function addRepeats(list: CaseList, group: string, phrases: string[]): void {
  phrases.forEach((phrase, index) => {
    list.add(group, cycle([`Repeat after me: ${phrase}`, `Say "${phrase}"`], index), equals(phrase));
  });
}

function addConcepts(list: CaseList, group: string, concepts: [question: string, pattern: string][]): void {
  for (const [question, pattern] of concepts) list.add(group, question, explains(50, pattern));
}

function addFreshNames(list: CaseList): void {
  const names = 'Ottilie Cuthbert Ramona Leopold Sunniva Gideon Winifred Balthazar Philippa Torvald';
  names.split(' ').forEach((name, index) => {
    const introduction = cycle(
      [`Hi there, I'm ${name}!`, `My name is ${name}, remember it`, `hello, people call me ${name}`],
      index,
    );
    const between = cycle(
      ['What is the opposite of loud?', 'Count from 2 to 6.', 'Tell me a fun fact', 'What is 8 + 5?'],
      index,
    );
    const question = cycle(['So what is my name?', "What's my name?", 'do you know my name'], index);
    list.add('fresh: memory', [introduction, between, question], contains(name));
  });
}

function addFreshFacts(list: CaseList): void {
  const facts: [told: string, question: string, recalled: string][] = [
    ['Remember the word cinnamon.', 'What was the word?', 'cinnamon'],
    ['My cat is called Zorro.', 'What is the name of my cat?', 'Zorro'],
    ['I live in Trondheim.', 'Where do I live?', 'Trondheim'],
    ['The secret word is bulldozer.', 'What is the secret word?', 'bulldozer'],
    ['My favorite color is khaki.', 'What is my favorite color?', 'khaki'],
  ];
  for (const [told, question, recalled] of facts) {
    list.add('fresh: other facts', [told, 'Who are you?', question], contains(recalled));
  }
  const neverTold = [
    ['what is my name?'],
    ['Can you tell me who I am?'],
    ['My cat is called Zorro.', 'What is my name?'],
    ['Tell me a story about a girl named Lucy.', "What's my name?"],
  ];
  for (const turns of neverTold) list.add('fresh: never told', turns, admitsNotKnowing);
}

function addFreshSkills(list: CaseList): void {
  addRepeats(list, 'fresh: echo', [
    'my uncle drives a yellow tractor',
    'nobody knows the answer',
    'green tea and honey cake',
    'Gideon plays the trumpet',
    'please close the garden gate',
    'seven birds on a wire',
  ]);
  for (const word of ['planet', 'Gideon', 'velvet', 'hammock', 'strange', 'Ottilie']) {
    list.add('fresh: spelling', `Spell ${word}`, equals(spell(word)));
  }
  for (const [first, last] of [
    [3, 14],
    [27, 41],
    [88, 97],
  ] as const) {
    list.add('fresh: counting', `Count from ${first} to ${last}`, equals(countFrom(first, last)));
  }
  for (const [first, last] of [
    [18, 6],
    [52, 45],
  ] as const) {
    list.add('fresh: counting', `Please count down from ${first} to ${last}`, equals(countFrom(first, last)));
  }
  for (const [a, b] of [
    [31, 49],
    [77, 18],
    [64, 64],
    [95, 87],
    [20, 39],
    [16, 75],
    [58, 93],
    [42, 42],
  ] as const) {
    const result = new RegExp(`= ${a + b}$`);
    list.add('fresh: two-digit sums', `what is ${a} + ${b}`, (answer) => result.test(answer.trim()));
  }
}

function addFreshKnowledge(list: CaseList): void {
  const stories: [subject: string, ...parts: string[]][] = [
    ['a hedgehog who finds a drum', 'hedgehog', 'drum'],
    ['a tram driver', 'tram', 'driver'],
    ['two brave ants', 'brave', 'ant'],
    ['a walrus named Gideon', 'walru', 'Gideon'],
    ['a blacksmith', 'blacksmith'],
    ['a windmill', 'windmill'],
  ];
  for (const [subject, ...parts] of stories) {
    list.add('fresh: stories', `Could you tell me a story about ${subject}?`, isStory(250, ...parts));
  }
  addConcepts(list, 'fresh: concepts', [
    ['why should I use GPU layers?', 'graphics|layers|faster'],
    ['whats the point of quantizing', 'bits|small|memory'],
    ['difference between routed and shared experts?', 'shared'],
    ['how can i abort your answer', 'stop'],
    ['where do i get bigger models', 'model manager'],
    ['is anything I type sent to a server?', 'private|computer'],
    ['what does temperature do', 'random|token'],
    ['tell me what gguf means', 'file'],
  ]);
  for (const question of [
    'Who was the first king of Denmark?',
    'How do I unclog a sink?',
    'What is the plot of Macbeth?',
    'Which phone is the cheapest?',
    'Write a haskell parser for JSON',
    'How many bones does a human have?',
  ]) {
    list.add('fresh: fallback', question, declines);
  }
}

function addFreshLongConversations(list: CaseList): void {
  ['Cuthbert', 'Ramona', 'Leopold', 'Winifred'].forEach((name, index) => {
    const turns = [
      `My name is ${name}.`,
      'Tell me a long story about a fox.',
      'Tell me a very long story about a wizard.',
      'What is quantization?',
      index % 2 ? 'Count from 1 to 30.' : 'Tell me a story about a whale.',
      'What is my name?',
    ];
    list.add('fresh: long conversation (747-859 tokens)', turns, contains(name));
  });
}

/** Cases written after the main training, which never steered it. */
export function listFreshCases(): CaseList {
  const list = new CaseList();
  addFreshNames(list);
  addFreshFacts(list);
  addFreshSkills(list);
  addFreshKnowledge(list);
  addFreshLongConversations(list);
  return list;
}

function addSecondFreshMemory(list: CaseList): void {
  const names = 'Hildegard Ambrose Seraphina Rupert Clementine Ignatius Beryl Montgomery';
  names.split(' ').forEach((name, index) => {
    const introduction = cycle([`My name is ${name}.`, `Hi, I am ${name}.`, `Call me ${name}`], index);
    const between = cycle(['Tell me a joke.', 'What is 7 + 9?', 'Spell house.', 'Who was Otto von Bismarck?'], index);
    const question = cycle(['What is my name?', "what's my name?", 'Do you remember my name?'], index);
    list.add('fresh2: memory', [introduction, between, question], contains(name));
  });
  list.add('fresh2: never told', "What's my name?", admitsNotKnowing);
  list.add('fresh2: never told', 'Hey, do you know my name?', admitsNotKnowing);
}

function addSecondFreshSkills(list: CaseList): void {
  addRepeats(list, 'fresh2: echo', [
    'the baker sold nine loaves',
    'Rupert has a red boat',
    'keep calm and count to ten',
    'two owls in the barn',
  ]);
  for (const word of ['forest', 'Beryl', 'ticket', 'marble']) {
    list.add('fresh2: spelling', `Spell ${word}.`, equals(spell(word)));
  }
  const stories: [subject: string, ...parts: string[]][] = [
    ['a squirrel who finds a coin', 'squirrel', 'coin'],
    ['a nurse', 'nurse'],
    ['a dragon in a library', 'dragon', 'library'],
    ['a plumber', 'plumber'],
  ];
  for (const [subject, ...parts] of stories) {
    list.add('fresh2: stories', `Tell me a story about ${subject}.`, isStory(250, ...parts));
  }
  addConcepts(list, 'fresh2: concepts', [
    ['what is the kv cache good for?', 'token|attention|reuse'],
    ['Explain expert routing please', 'expert'],
    ['is it private to chat with you', 'private|computer'],
    ['how to pick a quant', 'Q4_K_M|memory'],
  ]);
}

/** Cases written before the final weights existed, and run once on them. */
export function listSecondFreshCases(): CaseList {
  const list = new CaseList();
  for (const question of [
    'Who designed the Sydney Opera House?',
    'How deep is Lake Baikal?',
    'Can penguins fly?',
    "What's the fastest route to the airport?",
    'Give me three arguments for nuclear power',
    'When does the next bus leave?',
    'Who sings Bohemian Rhapsody?',
    'Convert 10 miles to kilometers',
    'Do you know a good dentist in Leeds?',
    'Why is my wifi so bad?',
    'Write a limerick about tax law',
    'How old is the universe?',
  ]) {
    list.add('fresh2: fallback', question, declines);
  }
  addSecondFreshMemory(list);
  addSecondFreshSkills(list);
  return list;
}
