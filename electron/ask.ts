import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerQuestion } from './ask/answer-question.ts';
import { parseAskArguments } from './ask/parse-ask-arguments.ts';
import { findAppPaths } from './app-paths.ts';
import { createHost } from './host/create-host.ts';
import { findDataFolder } from './host/data-folder.ts';
import { startForkedEngine } from './host/engine/fork-engine-process.ts';

const usage =
  'Usage: npm run --silent ask -- [--json] [--conversation ID] [--model FILE] [--words FILE] [--temperature N] "question"';

const parsed = parseAskArguments(process.argv.slice(2));
if ('problem' in parsed) {
  console.error(`${parsed.problem} ${usage}`);
  process.exit(2);
}

const paths = findAppPaths(import.meta.dirname, null);
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as {
  version: string;
};
const host = createHost({
  folder: findDataFolder(),
  version,
  shell: 'web',
  embeddedModelPath: paths.embeddedModel,
  startEngineProcess: startForkedEngine(paths.engineEntry),
  compileWorkerPath: paths.compileWorker,
  extraLists: parsed.lists,
  settingsOverride: { sampling: { temperature: parsed.temperature } },
  ...(parsed.modelPath === undefined ? {} : { modelPath: parsed.modelPath }),
});
for (const notice of host.context.notices.list()) console.error(notice.message);
const exitCode = await answerQuestion(host.context, parsed);
await host.close();
process.exitCode = exitCode;
