// Prints a few conversations: node sample.ts [MODEL] [TEMPERATURE]
import { ask, embeddedModelPath, openModel, openSession } from './open-model.ts';

const conversations = [
  ['Hello!', 'My name is Isolde.', 'Who are you?', 'What is my name?'],
  ['What is a mixture of experts?', 'And what is a shared expert?', 'How do I download a larger model?'],
  ['What is 58 + 67?', 'Count from 5 to 15.', 'Spell ember.'],
  ['Tell me a story about a robot who finds a lantern.', 'What was the robot called?', 'Thanks!'],
  ['Write hello world in Python.', 'Make a table of animals and their sounds.', 'Say "good morning" three times.'],
  ['What is the capital of Japan?', 'Who won the world cup in 1990?', '你好', 'What is my name?'],
];

const modelPath = process.argv[2] ?? embeddedModelPath;
const temperature = Number(process.argv[3] ?? 0);
const { sequence } = await openModel(modelPath, 1);
for (const conversation of conversations) {
  console.log('---');
  const session = await openSession(sequence, '');
  for (const question of conversation) {
    const { text, thought } = await ask(session, question, { temperature, seed: 7, maxTokens: 400 });
    console.log(`> ${question}`);
    if (thought) console.log(`  <think> ${thought.replaceAll('\n', ' / ')} </think>`);
    console.log(text);
  }
  session.dispose();
}
process.exit(0);
