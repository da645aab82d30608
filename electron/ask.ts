import { answerQuestion } from './ask/answer-question.ts';
import { parseAskArguments } from './ask/parse-ask-arguments.ts';
import { createNodeHost } from './create-node-host.ts';

const usage =
  'Usage: npm run --silent ask -- [--json] [--conversation ID] [--model FILE] [--words FILE] [--temperature N] "question"';

const parsed = parseAskArguments(process.argv.slice(2));
if ('problem' in parsed) {
  console.error(`${parsed.problem} ${usage}`);
  process.exit(2);
}

const host = createNodeHost(import.meta.dirname, {
  extraLists: parsed.lists,
  settingsOverride: { sampling: { temperature: parsed.temperature } },
  ...(parsed.modelPath === undefined ? {} : { modelPath: parsed.modelPath }),
});
for (const notice of host.context.notices.list()) console.error(notice.message);
const exitCode = await answerQuestion(host.context, parsed);
await host.close();
process.exitCode = exitCode;
