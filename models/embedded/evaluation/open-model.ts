import { getLlama, LlamaChatSession, LlamaLogLevel, type LlamaContextSequence, type LlamaModel } from 'node-llama-cpp';
import { fileURLToPath } from 'node:url';

/** The weights that ship with the app. */
export const embeddedModelPath = fileURLToPath(new URL('../Ember-12M-A6M-Q8_0.gguf', import.meta.url));

export interface OpenModel {
  model: LlamaModel;
  sequence: LlamaContextSequence;
}

/** Loads a model on the CPU with a context of 1,024 tokens. */
export async function openModel(modelPath: string, threads: number): Promise<OpenModel> {
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: threads });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: 1024, threads });
  return { model, sequence: context.getSequence() };
}

/** A session on an empty context; an undefined system prompt is the library's own. */
export async function openSession(
  sequence: LlamaContextSequence,
  systemPrompt: string | undefined,
): Promise<LlamaChatSession> {
  await sequence.clearHistory();
  const options = systemPrompt === undefined ? {} : { systemPrompt };
  return new LlamaChatSession({ contextSequence: sequence, autoDisposeSequence: false, ...options });
}

export interface Answer {
  text: string;
  thought: string;
}

/** Asks one question; temperature 0 is greedy. */
export async function ask(
  session: LlamaChatSession,
  question: string,
  options: { temperature?: number; maxTokens?: number; seed?: number } = {},
): Promise<Answer> {
  let thought = '';
  const { responseText } = await session.promptWithMeta(question, {
    temperature: 0,
    maxTokens: 600,
    ...options,
    onResponseChunk: (chunk) => {
      if (chunk.type === 'segment' && chunk.segmentType === 'thought') thought += chunk.text;
    },
  });
  return { text: responseText, thought };
}
