import { z } from 'zod';
import { foldingsSchema } from './filter/foldings.ts';
import { runOptionsSchema } from './run-options.ts';

/** How the next token is chosen, in llama.cpp's terms. */
const samplingFields = {
  /** 0 is greedy. */
  temperature: z.number().min(0).max(2),
  topK: z.number().int().min(0).max(1000),
  topP: z.number().min(0).max(1),
  minP: z.number().min(0).max(1),
  /** 1 switches it off. */
  repeatPenalty: z.number().min(1).max(2),
  /** Null is random. */
  seed: z.number().int().min(0).max(4_294_967_295).nullable(),
  /** Tokens of one reply, reasoning included; null leaves it to the model. */
  maxTokens: z.number().int().min(1).max(1_000_000).nullable(),
};

/** What was chosen for a word list; what is left out stays with the list's own default. */
const listChoiceSchema = z.object({ enabled: z.boolean().optional(), foldings: foldingsSchema.optional() });

const fields = {
  theme: z.enum(['system', 'light', 'dark']),
  /** `auto` takes the best one that works; otherwise an id of `EngineState.devices`, such as `vulkan:0`. */
  device: z.string().regex(/^(auto|cpu|(cuda|vulkan|metal):\d{1,2})$/),
  /** llama.cpp threads; `auto` takes what a short measurement on this machine says. */
  threads: z.union([z.literal('auto'), z.number().int().min(1).max(256)]),
  /** Tokens of context; `auto` takes what fits, at most what the model was trained with. */
  contextSize: z.union([z.literal('auto'), z.number().int().min(256).max(1_048_576)]),
  /** Minutes without a reply after which the model leaves the memory; null keeps it there. */
  idleUnloadMinutes: z.number().positive().max(10_080).nullable(),
  systemPrompt: z.string().max(20_000),
  /**
   * What happens when a conversation no longer fits into the context: the oldest turns leave the model's sight, but for
   * the system prompt and pinned messages; or the chat stops and says so.
   */
  contextPolicy: z.enum(['dropOldest', 'stop']),
  /** Speculative decoding, where a model's own options leave it open: measured as it runs, or never. */
  speculation: z.enum(['auto', 'off']),
  /** Quantization level to recommend where it fits; `auto` takes the best that fits well. */
  preferredLevel: z.union([z.literal('auto'), z.string().regex(/^[A-Z0-9_]{2,16}$/)]),
};

const downloadFields = {
  /** Downloads at once; the others wait in their order. */
  parallel: z.number().int().min(1).max(8),
  /** Connections of one download. */
  connections: z.number().int().min(1).max(16),
  /** Bytes a second of all downloads together; null is no limit. */
  speedLimit: z.number().int().min(10_000).nullable(),
};

const hubUrl = z.url({ protocol: /^https?$/ }).max(500);
const hubFields = {
  endpoint: hubUrl,
  /** Tried in this order where the endpoint cannot be reached. */
  mirrors: z.array(hubUrl).max(8),
};

/** Hugging Face itself. */
export const defaultHubEndpoint = 'https://huggingface.co';

const samplingSchema = z.object({
  temperature: samplingFields.temperature.default(0.6),
  topK: samplingFields.topK.default(40),
  topP: samplingFields.topP.default(0.95),
  minP: samplingFields.minP.default(0.05),
  repeatPenalty: samplingFields.repeatPenalty.default(1),
  seed: samplingFields.seed.default(null),
  maxTokens: samplingFields.maxTokens.default(null),
});
export type Sampling = z.infer<typeof samplingSchema>;

/** A conversation's own sampling; a field left out follows the settings. */
export const samplingChoiceSchema = z.strictObject(samplingFields).partial();
export type SamplingChoice = z.infer<typeof samplingChoiceSchema>;

/** What the user has chosen. Every field has a default, so that an older or partial file still counts. */
export const settingsSchema = z.object({
  theme: fields.theme.default('system'),
  device: fields.device.default('auto'),
  threads: fields.threads.default('auto'),
  contextSize: fields.contextSize.default('auto'),
  idleUnloadMinutes: fields.idleUnloadMinutes.default(null),
  systemPrompt: fields.systemPrompt.default(''),
  contextPolicy: fields.contextPolicy.default('dropOldest'),
  speculation: fields.speculation.default('auto'),
  sampling: samplingSchema.prefault({}),
  preferredLevel: fields.preferredLevel.default('auto'),
  downloads: z
    .object({
      parallel: downloadFields.parallel.default(1),
      connections: downloadFields.connections.default(4),
      speedLimit: downloadFields.speedLimit.default(null),
    })
    .prefault({}),
  hub: z
    .object({ endpoint: hubFields.endpoint.default(defaultHubEndpoint), mirrors: hubFields.mirrors.default([]) })
    .prefault({}),
  /** By list id. */
  filter: z.object({ lists: z.record(z.string(), listChoiceSchema).default({}) }).prefault({}),
  /** Id of the model to load: the embedded one until the user chooses another. */
  selectedModelId: z.string().min(1).default('embedded'),
  /** Absolute paths of opened GGUF files. */
  openedModelPaths: z.array(z.string()).default([]),
  /** Absolute paths of the user's own model folders. */
  watchedFolders: z.array(z.string()).default([]),
  /** Other programs whose models are listed. */
  otherPrograms: z
    .object({
      lmStudio: z.boolean().default(false),
      ollama: z.boolean().default(false),
      jan: z.boolean().default(false),
    })
    .prefault({}),
  /** Names that the user gave, by model id. */
  modelNames: z.record(z.string(), z.string()).default({}),
  /** How models are run where the user wants it otherwise, by model id. */
  runOptions: z.record(z.string(), runOptionsSchema).default({}),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});

/** What a page sees as settings. Paths stay in the host; models and word lists have calls of their own. */
export const visibleSettingsSchema = settingsSchema.omit({
  openedModelPaths: true,
  selectedModelId: true,
  watchedFolders: true,
  otherPrograms: true,
  modelNames: true,
  runOptions: true,
  filter: true,
});
export type VisibleSettings = z.infer<typeof visibleSettingsSchema>;

/** A change to some fields; a field left out stays as it is. */
export const settingsPatchSchema = z
  .strictObject({
    ...fields,
    sampling: samplingChoiceSchema,
    downloads: z.strictObject(downloadFields).partial(),
    hub: z.strictObject(hubFields).partial(),
  })
  .partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
