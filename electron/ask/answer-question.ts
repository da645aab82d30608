import { AppError, type AppErrorCode } from '../../models/app-error.ts';
import type { Message, Restart } from '../../models/conversation/conversation.ts';
import { readConversation } from '../host/chat/read-conversation.ts';
import { sendMessage } from '../host/chat/send-message.ts';
import { watchConversation } from '../host/chat/watch-conversation.ts';
import type { HostContext } from '../host/host-context.ts';
import type { AskArguments } from './parse-ask-arguments.ts';

/** What the caller can mend by asking differently. */
const badInput = new Set<string>([
  'badInput',
  'notFound',
  'unsupported',
  'modelMissing',
  'modelBroken',
  'modelTooLarge',
  'promptTooLong',
] satisfies AppErrorCode[]);

/** Sends the question, streams or prints the reply, and gives the exit code: 0, 3 restarted, 2 bad input, 1 otherwise. */
export async function answerQuestion(
  context: HostContext,
  { question, json, conversationId }: AskArguments,
): Promise<number> {
  try {
    const outcome = await sendMessage(context, { conversationId, text: question });
    if (outcome.outcome === 'restarted')
      return reportRestart(context, json, outcome.conversationId, null, outcome.restart);
    const message = await followReply(context, outcome.conversationId, outcome.replyId, !json);
    const { restart } = readConversation(context, outcome.conversationId);
    if (restart) return reportRestart(context, json, outcome.conversationId, message, restart);
    if (json) printResult(context, outcome.conversationId, message, null);
    if (!message.failure) return 0;
    console.error(message.failure.message);
    return badInput.has(message.failure.code) ? 2 : 1;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(error.message);
    return badInput.has(error.code) ? 2 : 1;
  }
}

/** Resolves with the reply once it has ended; `print` writes its answer as it comes. */
async function followReply(
  context: HostContext,
  conversationId: string,
  replyId: string,
  print: boolean,
): Promise<Message> {
  const ended = (message: Message | undefined) => message?.id === replyId && message.status !== 'streaming';
  let printed = 0;
  const printUpTo = (text: string) => {
    if (print) process.stdout.write(text.slice(printed));
    printed = text.length;
  };
  let watcherId = '';
  let answer = '';
  const watch = watchConversation(context, conversationId, undefined);
  for await (const event of watch) {
    if (event.type === 'snapshot') ({ watcherId } = event);
    if (event.type === 'deltas') {
      answer += event.deltas.map((delta) => (delta.channel === 'answer' ? delta.text : '')).join('');
      printUpTo(answer);
      context.chatWatchers.acknowledge(watcherId, event.seq);
    }
    const messages =
      event.type === 'snapshot' || event.type === 'conversation'
        ? event.conversation.messages
        : event.type === 'message'
          ? [event.message]
          : [];
    const reply = messages.find((message) => message.id === replyId);
    if (reply) printUpTo((answer = reply.text));
    if (reply && ended(reply)) {
      if (print && printed) process.stdout.write('\n');
      // A withheld reply ends just before its conversation is closed and forgotten.
      await context.replies.settle();
      return reply;
    }
  }
  throw new Error('The conversation ended without a reply.');
}

function reportRestart(
  context: HostContext,
  json: boolean,
  conversationId: string | null,
  message: Message | null,
  restart: Restart,
): number {
  if (json) printResult(context, conversationId, message, restart);
  const place = { input: 'the question', answer: 'the answer', reasoning: 'the reasoning' }[restart.source];
  console.error(
    `The conversation was restarted: ${place} matched entry ${restart.ruleNumber} of the list “${restart.listName}”.`,
  );
  return 3;
}

function printResult(
  context: HostContext,
  conversation: string | null,
  message: Message | null,
  restart: Restart | null,
): void {
  const stats = message?.stats;
  const result = {
    conversation,
    reply: message?.text ?? '',
    reasoning: message?.reasoning ?? '',
    tokens: stats ? stats.answerTokens + stats.reasoningTokens : 0,
    tokensPerSecond: stats ? Math.round(stats.tokensPerSecond) : 0,
    firstTokenMs: stats ? Math.round(stats.firstTokenMs) : null,
    model: message?.modelName ?? context.library.selected.name,
    device: stats?.device ?? context.engine.state.device,
    restarted: restart !== null,
    ...(restart ? { reason: restart } : {}),
    ...(message?.failure ? { failure: message.failure } : {}),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
