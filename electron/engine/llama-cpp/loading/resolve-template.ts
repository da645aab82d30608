import type { ChatWrapper, Llama, LlamaModel } from 'node-llama-cpp';

/** How a model's conversations are put into tokens. */
export interface ResolvedTemplate {
  chatWrapper: ChatWrapper;
  /** What is wrong with the model's own template and what is used instead, in one sentence. */
  problem: string | null;
}

type WrapperType = 'chatML' | 'llama3' | 'gemma' | 'deepSeek' | 'harmony' | 'mistral' | 'llama2Chat' | 'general';

/** A token that only one form of chat has: models were trained with the form whose tokens they have. */
const formsByMarker: readonly (readonly [marker: string, type: WrapperType])[] = [
  ['<|channel|>', 'harmony'],
  ['<|start_header_id|>', 'llama3'],
  ['<start_of_turn>', 'gemma'],
  ['<｜Assistant｜>', 'deepSeek'],
  ['<|im_start|>', 'chatML'],
  ['[INST]', 'mistral'],
];

/**
 * Templates that were resolved in this process: choosing one tries every form with many conversations, and holds the
 * process up for as much as seconds. A wrapper may hold on to the library's instance, and goes with it.
 */
const resolved = new WeakMap<Llama, Map<string, ResolvedTemplate>>();

/** Finds out how the model wants its conversations, or makes a safe choice where it does not say. */
export async function resolveTemplate(model: LlamaModel): Promise<ResolvedTemplate> {
  const known = resolved.get(model.llama) ?? new Map<string, ResolvedTemplate>();
  resolved.set(model.llama, known);
  const key = describeKey(model);
  let template = known.get(key);
  if (!template) {
    template = await resolveAnew(model);
    known.set(key, template);
  }
  return template;
}

async function resolveAnew(model: LlamaModel): Promise<ResolvedTemplate> {
  const template = readTemplate(model);
  if (template.trim() === '') return choose(model, template, 'has no chat template');
  const { resolveChatWrapper } = await import('node-llama-cpp');
  try {
    // Left at its default, the library takes some other form in silence.
    const strict = { warningLogs: false, fallbackToOtherWrappersOnJinjaError: false };
    const chatWrapper = resolveChatWrapper(model, strict);
    if (!rendersMessages(model, chatWrapper))
      return await choose(model, template, 'has a chat template that leaves messages out');
    return { chatWrapper, problem: null };
  } catch {
    return choose(model, template, 'has a broken chat template');
  }
}

/** The form whose markers the template names or the vocabulary has; a plain one where there are none. */
async function choose(model: LlamaModel, template: string, fault: string): Promise<ResolvedTemplate> {
  const { resolveChatWrapper } = await import('node-llama-cpp');
  const named = formsByMarker.find(([marker]) => template.includes(marker));
  const [, type] = named ?? formsByMarker.find(([marker]) => isToken(model, marker)) ?? ['', 'general' as const];
  const chatWrapper = resolveChatWrapper(model, { type, warningLogs: false });
  const problem =
    type === 'general'
      ? `This model ${fault}, and its vocabulary does not tell which form it knows: conversations reach it as plain text, and replies may be poor.`
      : `This model ${fault}: conversations reach it in the ${chatWrapper.wrapperName} form, which ${named ? 'the template names' : 'its vocabulary suggests'}.`;
  return { chatWrapper, problem };
}

/** A template may be sound as a program and still lose what was said. */
function rendersMessages(model: LlamaModel, chatWrapper: ChatWrapper): boolean {
  const [question, answer, followUp] = ['alpha one', 'beta two', 'gamma three'];
  const { contextText } = chatWrapper.generateContextState({
    chatHistory: [
      { type: 'user', text: question },
      { type: 'model', response: [answer] },
      { type: 'user', text: followUp },
      { type: 'model', response: [] },
    ],
  });
  const text = contextText.toString();
  contextText.tokenize(model.tokenizer);
  return [question, answer, followUp].every((part) => text.includes(part));
}

function isToken(model: LlamaModel, text: string): boolean {
  return model.tokenize(text, true).length === 1;
}

function readTemplate(model: LlamaModel): string {
  const template: unknown = model.fileInfo.metadata.tokenizer?.chat_template;
  return typeof template === 'string' ? template : '';
}

/** All that the choice goes by. */
function describeKey(model: LlamaModel): string {
  const { general, tokenizer } = model.fileInfo.metadata;
  const tokens: unknown = tokenizer?.ggml?.tokens;
  const vocabulary = [Array.isArray(tokens) ? tokens.length : 0, model.tokens.bosString, model.tokens.eosString];
  return JSON.stringify([readTemplate(model), general.architecture, general.name, model.filename, ...vocabulary]);
}
