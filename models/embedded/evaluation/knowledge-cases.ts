import { cycle, type CaseList } from './cases.ts';
import { contains, declines, explains, isStory, matches } from './checks.ts';

const capitals = {
  France: 'Paris',
  Japan: 'Tokyo',
  Canada: 'Ottawa',
  Kenya: 'Nairobi',
  Brazil: 'Brasilia',
  Poland: 'Warsaw',
  Vietnam: 'Hanoi',
  Australia: 'Canberra',
  Egypt: 'Cairo',
  Peru: 'Lima',
  'South Korea': 'Seoul',
  'the Netherlands': 'Amsterdam',
  Mongolia: 'Ulaanbaatar',
  Chile: 'Santiago',
  Finland: 'Helsinki',
  Turkey: 'Ankara',
};

const opposites = {
  hot: 'cold',
  big: 'small',
  early: 'late',
  empty: 'full',
  brave: 'afraid',
  north: 'south',
  buy: 'sell',
  thick: 'thin',
};

const sounds = { cow: 'moo', duck: 'quack', sheep: 'baa', owl: 'hoot' };

/** Capitals, opposites and the sounds of animals. */
export function addFactCases(list: CaseList): void {
  Object.entries(capitals).forEach(([country, city], index) => {
    const forms = [
      `What is the capital of ${country}?`,
      `whats the capital city of ${country}`,
      `Do you know the capital of ${country}?`,
      `Please tell me: capital of ${country}?`,
    ];
    list.add('capitals', cycle(forms, index), contains(city));
  });
  Object.entries(opposites).forEach(([word, opposite], index) => {
    const forms = [`What is the opposite of ${word}?`, `and the opposite of ${word}?`];
    list.add('opposites, sounds', cycle(forms, index), contains(opposite));
  });
  for (const [animal, sound] of Object.entries(sounds)) {
    const article = /^[aeiou]/.test(animal) ? 'an' : 'a';
    list.add('opposites, sounds', `What sound does ${article} ${animal} make?`, contains(sound));
  }
}

const stories: [question: string, minCharacters: number, ...parts: string[]][] = [
  ['Tell me a story.', 250],
  ['Tell me a story about a dragon.', 250, 'dragon'],
  ['Write a short story about a brave mouse.', 200, 'mouse', 'brave'],
  ['tell me a story about a lighthouse keeper', 250, 'lighthouse keeper'],
  ['Tell me a story about a platypus.', 250, 'platypus'],
  ['Tell me a story about a girl named Odette.', 250, 'Odette'],
  ['Can you tell me a story about a robot and a cat?', 250, 'robot', 'cat'],
  ['Tell me a bedtime story about an owl who finds a key.', 250, 'owl', 'key'],
  ['Write a story about a penguin on a small island.', 250, 'penguin', 'island'],
  ['Tell me a long story.', 900],
  ['Tell me a very long story about a wizard.', 900, 'wizard'],
  ['I want a story about a gardener named Percy!', 250, 'Percy'],
  ['Tell me a story about a vampire.', 250, 'vampire'],
];

/** Stories, and a question about one. */
export function addStoryCases(list: CaseList): void {
  for (const [question, minCharacters, ...parts] of stories) {
    list.add('stories', question, isStory(minCharacters, ...parts));
  }
  list.add('stories', ['Tell me a story about a fox.', 'What was the fox called?'], (answer, _thought, answers) => {
    const name = /(?:named|called) ([A-Z]\w+)/.exec(answers[0] ?? '')?.[1];
    return name !== undefined && answer.includes(name);
  });
}

const concepts: [question: string, ...patterns: string[]][] = [
  ['What is a mixture of experts?', 'experts', 'router'],
  ['explain moe', 'experts'],
  ['What does the router do?', 'expert'],
  ['What is a shared expert?', 'every token|always'],
  ['What is quantization?', 'bits'],
  ['what does Q4_K_M mean', '4'],
  ['Explain Q8_0', '8'],
  ['How does GPU offload work?', 'graphics card|layers'],
  ['What is the KV cache?', 'keys|attention'],
  ['Can you explain context length?', 'tokens'],
  ['what are tokens?', 'piece'],
  ['What is temperature?', 'random|likely|token'],
  ['Tell me about top-p sampling', 'likely'],
  ['What is speculative decoding?', 'draft|guess'],
  ['What is multi-token prediction?', 'several'],
  ['What is the difference between prefill and decode?', 'prompt'],
  ['What is a GGUF file?', 'file'],
  ["What's llama.cpp?", 'llama.cpp'],
  ['Why is running a model locally private?', 'computer|private'],
  ['How can I download a larger model?', 'model manager'],
  ['Which quantization level should I pick?', 'Q4_K_M|memory'],
  ['how do I stop your reply', 'stop button'],
  ['Why did our conversation restart?', 'sensitive|filter'],
  ['What is the sensitive word filter?', 'word'],
  ['What is flash attention?', 'memory'],
  ['How many experts do you have?', '8'],
  ['What is gravity?', 'pull|force'],
  ['what is a volcano', 'rock|lava'],
];

/** Explanations of terms, and of the app. */
export function addConceptCases(list: CaseList): void {
  for (const [question, ...patterns] of concepts) {
    const isExplanation = explains(60, ...patterns);
    list.add('concepts', question, (answer, ...rest) => {
      return isExplanation(answer, ...rest) && !/tiny demo model and don't/.test(answer);
    });
  }
}

const smallTalk: [question: string, ...patterns: string[]][] = [
  ['Hello!', 'help|hello|hi'],
  ['good morning', 'good morning|hello'],
  ['Who are you?', 'Ember', 'model manager|computer'],
  ['whats your name', 'Ember'],
  ['Are you ChatGPT?', 'Ember'],
  ['What can you do?', 'story|stories'],
  ['How are you today?', 'fine|well|good'],
  ['thank you so much', 'welcome|pleasure|happy|time'],
  ['Goodbye!', 'bye|soon|care'],
  ['I am sad', 'sorry'],
  ['Tell me a joke', '\\?|!'],
  ['Do you need the internet?', 'offline|internet'],
];

const outOfDomain = [
  'Who won the football world cup in 1986?',
  'What is the weather in Hamburg?',
  'Explain the theory of general relativity in detail.',
  'Write an essay about ancient Rome.',
  'Who is the president of Chile?',
  'How do I repair my washing machine?',
  'What is the stock price of Nvidia?',
  'Translate this letter into Russian.',
  'Give me a recipe for goulash.',
  'What happened in 1789?',
  'Who painted the Mona Lisa?',
  'What is the best way to learn the piano?',
];

const greetings: [question: string, part: string][] = [
  ['你好', '你好'],
  ['你是谁？', 'Ember'],
  ['Hola', 'Hola'],
  ['¿Quién eres?', 'Ember'],
  ['Bonjour', 'Bonjour'],
  ['Wer bist du?', 'Ember'],
  ['안녕하세요', '안녕하세요'],
  ['Vielen Dank', 'Bitte'],
];

/** Small talk, questions out of reach, and greetings in other languages. */
export function addTalkCases(list: CaseList): void {
  for (const [question, ...patterns] of smallTalk) list.add('greetings, identity', question, matches(...patterns));
  for (const question of outOfDomain) list.add('fallback (out of domain)', question, declines);
  for (const [question, part] of greetings) list.add('languages', question, contains(part));
}
