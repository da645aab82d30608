import type { ChatHistoryItem, ChatWrapper } from 'node-llama-cpp';
import type { GenerateOptions, HistoryTurn } from '../../host/engine/engine-protocol.ts';

/** The conversation whose tokens the context holds, and the part of it that the model last saw. */
export interface ResidentSession {
  sessionId: string;
  systemPrompt: string;
  /** Every turn up to and with the last reply. */
  turns: HistoryTurn[];
  /** The same, without the turns that a context shift dropped. */
  window: ChatHistoryItem[];
}

/** The chat to render for a prompt: its whole history, ending in an empty reply. */
export function beginChat(chatWrapper: ChatWrapper, options: GenerateOptions): ChatHistoryItem[] {
  const before = [...systemItems(chatWrapper, options.systemPrompt), ...options.history.map(toItem)];
  return endWithPrompt(chatWrapper, options, before);
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
): ResidentSession {
  return {
    sessionId: options.sessionId,
    systemPrompt: options.systemPrompt,
    turns: [...options.history, { role: 'user', text: options.prompt }, { role: 'assistant', text: answer }],
    // Reasoning is left out, as it is in the history that the host sends.
    window: contextWindow.map((item) =>
      item.type === 'model' ? { ...item, response: item.response.filter((part) => typeof part === 'string') } : item,
    ),
  };
}

/** The window for this history: whole, or less the last turns when a reply is made anew. */
function continueWindow(resident: ResidentSession, options: GenerateOptions): ChatHistoryItem[] | null {
  if (resident.systemPrompt !== options.systemPrompt) return null;
  const { turns, window } = resident;
  const { history } = options;
  const missing = turns.length - history.length;
  if (missing < 0 || missing >= window.length || history.length === 0) return null;
  const agrees = history.every((turn, index) => turn.role === turns[index]?.role && turn.text === turns[index].text);
  if (!agrees) return null;
  const kept = window.slice(0, window.length - missing);
  return kept.some((item) => item.type !== 'system') ? kept : null;
}

function endWithPrompt(
  chatWrapper: ChatWrapper,
  { prompt, systemPrompt }: GenerateOptions,
  before: readonly ChatHistoryItem[],
): ChatHistoryItem[] {
  const items: ChatHistoryItem[] = [...before, { type: 'user', text: prompt }, { type: 'model', response: [] }];
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
