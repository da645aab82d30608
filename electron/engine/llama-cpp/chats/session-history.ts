import type { ChatHistoryItem, ChatWrapper } from 'node-llama-cpp';
import type { GenerateOptions, HistoryTurn } from '../../../host/engine/engine-protocol.ts';

/** The conversation whose tokens the context holds, and the part of it that the model last saw. */
export interface ResidentSession {
  sessionId: string;
  systemPrompt: string;
  /** Every turn up to and with the last reply. */
  turns: HistoryTurn[];
  /** The same, without the turns that are out of sight. */
  window: ChatHistoryItem[];
  /** Of the turns, those from the cut on; in front of them are pinned ones. */
  turnsBehindCut: number;
  /** Turns that are out of sight. */
  droppedMessages: number;
}

/** The chat to render for a prompt: its whole history, ending in an empty reply, or in this last exchange. */
export function beginChat(
  chatWrapper: ChatWrapper,
  options: GenerateOptions,
  lastExchange?: readonly ChatHistoryItem[],
): ChatHistoryItem[] {
  const before = [...systemItems(chatWrapper, options.systemPrompt), ...options.history.map(toItem)];
  return endWithPrompt(chatWrapper, options, before, lastExchange);
}

/**
 * The same from the resident session's window, where the history still agrees with it, and null elsewhere: a shift
 * computed anew at each turn would move its cut and read everything again.
 */
export function continueChat(
  chatWrapper: ChatWrapper,
  options: GenerateOptions,
  resident: ResidentSession,
): ChatHistoryItem[] | null {
  const window = continueWindow(resident, options);
  return window && endWithPrompt(chatWrapper, options, window);
}

/** What to keep of a finished generation for the next turn. */
export function rememberSession(
  options: GenerateOptions,
  answer: string,
  contextWindow: readonly ChatHistoryItem[],
  { turnsBehindCut, droppedMessages }: Pick<ResidentSession, 'turnsBehindCut' | 'droppedMessages'>,
): ResidentSession {
  return {
    sessionId: options.sessionId,
    systemPrompt: options.systemPrompt,
    turns: [...options.history, { role: 'user', text: options.prompt }, { role: 'assistant', text: answer }],
    // Reasoning is left out, as it is in the history that the host sends.
    window: contextWindow.map((item) =>
      item.type === 'model' ? { ...item, response: item.response.filter((part) => typeof part === 'string') } : item,
    ),
    turnsBehindCut: turnsBehindCut + 2,
    droppedMessages,
  };
}

/** The window for this history: whole, or less the last turns when a reply is made anew. */
function continueWindow(resident: ResidentSession, options: GenerateOptions): ChatHistoryItem[] | null {
  if (resident.systemPrompt !== options.systemPrompt) return null;
  const { turns, window, turnsBehindCut } = resident;
  const { history } = options;
  const missing = turns.length - history.length;
  if (missing < 0 || missing >= turnsBehindCut || history.length === 0) return null;
  const cut = turns.length - turnsBehindCut;
  const agrees = history.every((turn, index) => {
    const known = turns[index];
    if (turn.role !== known?.role || turn.text !== known.text) return false;
    // Behind the cut everything is in sight, pinned or not.
    return index >= cut || (turn.pinned ?? false) === (known.pinned ?? false);
  });
  return agrees ? window.slice(0, window.length - missing) : null;
}

function endWithPrompt(
  chatWrapper: ChatWrapper,
  { prompt, systemPrompt }: GenerateOptions,
  before: readonly ChatHistoryItem[],
  lastExchange: readonly ChatHistoryItem[] = [
    { type: 'user', text: prompt },
    { type: 'model', response: [] },
  ],
): ChatHistoryItem[] {
  const items: ChatHistoryItem[] = [...before, ...lastExchange];
  if (chatWrapper.settings.supportsSystemMessages !== false || systemPrompt === '') return items;
  return putSystemPromptIntoFirstTurn(items, systemPrompt);
}

function systemItems(chatWrapper: ChatWrapper, systemPrompt: string): ChatHistoryItem[] {
  if (systemPrompt === '' || chatWrapper.settings.supportsSystemMessages === false) return [];
  return chatWrapper.generateInitialChatHistory({ systemPrompt });
}

function putSystemPromptIntoFirstTurn(items: ChatHistoryItem[], systemPrompt: string): ChatHistoryItem[] {
  const index = items.findIndex((item) => item.type === 'user');
  const first = items[index];
  if (first?.type !== 'user' || first.text.startsWith(`${systemPrompt}\n\n`)) return items;
  return items.with(index, { ...first, text: `${systemPrompt}\n\n${first.text}` });
}

function toItem({ role, text }: HistoryTurn): ChatHistoryItem {
  return role === 'user' ? { type: 'user', text } : { type: 'model', response: [text] };
}
