import { expect, it } from 'vitest';
import { deleteConversation } from '../../electron/host/chat/edit-conversation.ts';
import { sendMessage } from '../../electron/host/chat/send-message.ts';
import { createHost } from '../../electron/host/create-host.ts';
import { findDataFolder } from '../../electron/host/data-folder.ts';
import type { StartEngineProcess } from '../../electron/host/engine/engine-process.ts';
import type { GenerateResult } from '../../electron/host/engine/engine-protocol.ts';
import { MemorySecretStore } from '../../electron/host/hub/memory-secret-store.ts';
import {
  compileWorkerPath,
  downloadWorkerPath,
  embeddedModelPath,
  libraryWorkerPath,
} from '../fixtures/project-paths.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

const result: GenerateResult = {
  stopReason: 'aborted',
  promptTokens: 1,
  answerTokens: 2,
  reasoningTokens: 0,
  firstTokenMs: 1,
  decodeMs: 1,
  tokenGapMs: null,
  contextShifted: false,
  droppedMessages: 0,
  reusedTokens: 0,
  seed: null,
  speculation: null,
  context: { usedTokens: 3, size: 8 },
};

/** An engine that says “A forbidden” and waits to be aborted: the real one cannot be stopped at a given token. */
const startStoppingEngine: StartEngineProcess = ({ onMessage, onExit }) => {
  queueMicrotask(() => onMessage({ type: 'ready', pid: 1 }));
  return {
    pid: 1,
    kill: () => onExit({ exitCode: 0, signal: null }),
    send: (request) =>
      queueMicrotask(() => {
        if (request.type === 'stop') onExit({ exitCode: 0, signal: null });
        else if (request.type === 'abort') onMessage({ type: 'done', requestId: request.target, result });
        else if (request.type === 'prioritize') return;
        else if (request.type === 'load')
          onMessage({ type: 'loaded', requestId: request.requestId, info: {} as never });
        else if (request.type === 'generate') {
          const deltas = [{ channel: 'answer' as const, text: 'A forbidden' }];
          onMessage({ type: 'deltas', requestId: request.requestId, seq: 0, deltas, tokens: 2, decodeMs: 1 });
        } else onMessage({ type: 'finished', requestId: request.requestId });
      }),
  };
};

it('a reply deleted while it holds back a word leaves the replies after it alone', async () => {
  const temporary = makeTemporaryFolder();
  const { context, close } = createHost({
    folder: findDataFolder({ CONCLAVE_HOME: temporary.path }),
    version: '0.0.0-test',
    shell: 'web',
    embeddedModelPath,
    compileWorkerPath,
    downloadWorkerPath,
    libraryWorkerPath,
    startEngineProcess: startStoppingEngine,
    secretStore: new MemorySecretStore(),
    extraLists: [{ id: 'run', name: 'Test', category: 'test', entries: [{ line: 1, text: 'forbidden' }] }],
  });
  const start = async () => {
    const sent = await sendMessage(context, { conversationId: null, text: 'Hello!' });
    if (sent.outcome !== 'started') throw new Error('The gate refused the text');
    await waitUntil('the text before the word', () => context.replies.find(sent.replyId)?.message.text === 'A ');
    return sent;
  };
  await deleteConversation(context, (await start()).conversationId);
  const next = await start();
  context.replies.find(next.replyId)!.stop();
  await waitUntil('the end of the next reply', () => !context.replies.anyRunning);
  const restart = await waitUntil('the restart', () => context.store.findConversation(next.conversationId)?.restart);
  expect(restart).toMatchObject({ source: 'answer', listId: 'run', ruleNumber: 1 });
  await close();
  temporary.remove();
});
