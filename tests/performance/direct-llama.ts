// node-llama-cpp driven directly, in a process of its own: what the app is compared with.
import { getLlama, LlamaChatSession, resolveChatWrapper } from 'node-llama-cpp';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import type { DirectReply, DirectRequest } from './direct-protocol.ts';

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, progressLogs: false });
const model = await llama.loadModel({ modelPath: embeddedModelPath, gpuLayers: 0 });
const chatWrapper = await resolveChatWrapper(model, { warningLogs: false });
// As the app has it for a model with so short a context.
const flashAttention = false;
const contextSize = model.trainContextSize;
const context = await model.createContext({ contextSize, batchSize: 512, threads: 1, flashAttention });
const sequence = context.getSequence();

async function answer(prompt: string): Promise<DirectReply> {
  await sequence.clearHistory();
  const session = new LlamaChatSession({ contextSequence: sequence, chatWrapper });
  session.setChatHistory([]);
  const pieces: DirectReply['pieces'] = [];
  const startedAt = performance.now();
  await session.promptWithMeta(prompt, {
    temperature: 0,
    repeatPenalty: false,
    onResponseChunk: (chunk) => {
      if (chunk.tokens.length === 0 && chunk.text === '') return;
      const channel = chunk.type === 'segment' ? 'reasoning' : 'answer';
      pieces.push({ channel, text: chunk.text, tokens: chunk.tokens.length, atMs: performance.now() - startedAt });
    },
  });
  session.dispose({ disposeSequence: false });
  return { pieces };
}

process.on('message', (request: DirectRequest) => {
  void answer(request.prompt).then((reply) => process.send!(reply));
});
process.on('disconnect', () => process.exit(0));
process.send!('ready');
