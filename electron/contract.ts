import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { appErrorCodes } from '../models/app-error.ts';
import {
  conversationSchema,
  conversationSummarySchema,
  deltaSchema,
  messageSchema,
  restartSchema,
} from '../models/conversation/conversation.ts';
import { foldingNames, foldingsSchema } from '../models/filter/foldings.ts';
import { wordListHeadSchema } from '../models/filter/word-list.ts';
import { settingsPatchSchema, visibleSettingsSchema } from '../models/settings.ts';

/**
 * Every call the renderer may make, and nothing else. The host implements it once; the desktop window reaches it
 * over a MessagePort, the web shell over a WebSocket. Expected failures arrive as the typed error `APP`.
 */

const procedure = oc.errors({
  APP: {
    status: 400,
    data: z.object({
      code: z.enum(appErrorCodes),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  },
});

const conversationId = z.string().min(1).max(64);
const messageId = z.string().min(1).max(64);

/** A page acknowledges every so many `deltas` events, the newest of them standing for those before it. */
export const deltasPerAcknowledgement = 2;

/** Longest text a user may send, in UTF-16 units. The model's context is checked apart, in tokens. */
export const maxMessageCharacters = 1_000_000;

/** Longest word list, in UTF-16 units: several million words. */
export const maxWordListCharacters = 50_000_000;

/** What the page needs to know about where it runs. */
export const appInfoSchema = z.object({
  version: z.string(),
  shell: z.enum(['desktop', 'web']),
  /** The folder that holds everything, as text to show. The page has no access to it. */
  dataFolder: z.string(),
  canOpenModelFile: z.boolean(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** Why an engine process ended without being asked to. */
export const engineDeathSchema = z.object({
  /** One sentence for a person. */
  message: z.string(),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  /** Last lines of standard error, oldest first. */
  lastLines: z.array(z.string()),
  at: z.number().int(),
});
export type EngineDeath = z.infer<typeof engineDeathSchema>;

/** `broken`: three deaths in a row, so that nothing starts until the user asks for it. */
export const engineStateSchema = z.object({
  phase: z.enum(['starting', 'ready', 'restarting', 'broken', 'stopped']),
  /** Counts the engine processes of this run of the app, from 1. */
  generation: z.number().int(),
  death: engineDeathSchema.nullable(),
  /** The compute device in use, such as `CPU` or `NVIDIA GeForce RTX 4070 (cuda)`; null before the first report. */
  device: z.string().nullable(),
  /** Resident memory of the engine process, bytes. */
  memoryBytes: z.number().nullable(),
  videoMemory: z.object({ usedBytes: z.number(), totalBytes: z.number() }).nullable(),
});
export type EngineState = z.infer<typeof engineStateSchema>;

export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** `embedded` ships with the app and is a demonstration; `folder` lies in the models folder; `file` was opened. */
  origin: z.enum(['embedded', 'folder', 'file']),
  fileName: z.string(),
  sizeBytes: z.number().nullable(),
  /** Set when the file cannot be used: what is wrong and what to do. */
  problem: z.string().nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** What the GGUF header says of the model in memory. Counts of experts are null for dense models. */
export const loadedModelSchema = z.object({
  architecture: z.string(),
  quantization: z.string().nullable(),
  parameters: z.number().nullable(),
  expertCount: z.number().nullable(),
  expertUsedCount: z.number().nullable(),
  contextSize: z.number().int(),
  trainContextSize: z.number().int(),
  chatTemplate: z.string(),
  gpuLayers: z.number().int(),
  totalLayers: z.number().int(),
  threads: z.number().int(),
  loadMs: z.number(),
});
export type LoadedModel = z.infer<typeof loadedModelSchema>;

export const modelsStateSchema = z.object({
  models: z.array(modelSchema),
  selectedId: z.string(),
  load: z.discriminatedUnion('status', [
    z.object({ status: z.literal('none') }),
    z.object({ status: z.literal('loading'), modelId: z.string(), progress: z.number().min(0).max(1) }),
    z.object({ status: z.literal('loaded'), modelId: z.string(), info: loadedModelSchema }),
    z.object({ status: z.literal('failed'), modelId: z.string(), message: z.string() }),
  ]),
});
export type ModelsState = z.infer<typeof modelsStateSchema>;

/** Something the user should know that belongs to no conversation; `key` is stable, so that it can be replaced. */
export const noticeSchema = z.object({
  key: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** `app.watch`: the whole state first, one event a slice, then each slice again whenever it changes. */
export const appEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('engine'), engine: engineStateSchema }),
  z.object({ type: z.literal('models'), models: modelsStateSchema }),
  z.object({ type: z.literal('settings'), settings: visibleSettingsSchema }),
  z.object({ type: z.literal('notices'), notices: z.array(noticeSchema) }),
  z.object({ type: z.literal('conversations'), conversations: z.array(conversationSummarySchema) }),
  z.object({ type: z.literal('conversationChanged'), conversation: conversationSummarySchema }),
  z.object({ type: z.literal('conversationDeleted'), conversationId: z.string() }),
]);
export type AppEvent = z.infer<typeof appEventSchema>;

/**
 * `chat.watch`: a snapshot, then what changes. `seq` grows by one an event; a page that sees a gap watches anew.
 * `deltas` append to the streaming message. The page answers every
 * `deltasPerAcknowledgement` of them with `chat.acknowledge`, and a watcher that lags gets merged text, not a queue.
 */
export const chatEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    seq: z.number().int(),
    watcherId: z.string(),
    conversation: conversationSchema,
  }),
  z.object({
    type: z.literal('activity'),
    seq: z.number().int(),
    messageId: z.string(),
    /** What the reply waits for before its first token. */
    activity: z.enum(['queued', 'loadingModel', 'prefill', 'generating']),
  }),
  z.object({
    type: z.literal('deltas'),
    seq: z.number().int(),
    messageId: z.string(),
    deltas: z.array(deltaSchema),
    /** Tokens generated so far, answer and reasoning together, and decode speed. */
    tokens: z.number().int(),
    tokensPerSecond: z.number(),
  }),
  /** A message was added, or anything but its text grew: replaces the one with the same id. */
  z.object({ type: z.literal('message'), seq: z.number().int(), message: messageSchema }),
  /** The active path changed (another version chosen, a reply regenerated), or the conversation was renamed or closed. */
  z.object({ type: z.literal('conversation'), seq: z.number().int(), conversation: conversationSchema }),
  z.object({ type: z.literal('deleted'), seq: z.number().int() }),
]);
export type ChatEvent = z.infer<typeof chatEventSchema>;

/** A reply has started, or the gate closed the conversation (`conversationId` null: there was none yet). */
export const sendOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('started'),
    conversationId: z.string(),
    userMessageId: z.string(),
    replyId: z.string(),
  }),
  z.object({ outcome: z.literal('restarted'), conversationId: z.string().nullable(), restart: restartSchema }),
]);
export type SendOutcome = z.infer<typeof sendOutcomeSchema>;

const listId = z.string().min(1).max(64);
const wordListText = z.string().max(maxWordListCharacters);
const listHead = wordListHeadSchema.shape;

/** A list as the settings show it. `foldings` are those in force; `wordCount` leaves out what was not taken. */
export const wordListInfoSchema = wordListHeadSchema.extend({
  id: z.string(),
  foldings: z.record(z.enum(foldingNames), z.boolean()),
  enabled: z.boolean(),
  builtIn: z.boolean(),
  wordCount: z.number().int(),
});
export type WordListInfo = z.infer<typeof wordListInfoSchema>;

const ruleSchema = restartSchema.pick({ listId: true, listName: true, category: true, ruleNumber: true });

/** What the gate makes of a text. Offsets and lengths in UTF-16 units. */
export const gateTestSchema = z.object({
  /** The text as it is compared, after folding. */
  folded: z.string(),
  match: ruleSchema.extend({ start: z.number().int(), end: z.number().int() }).nullable(),
  /** After each unit, how many a stream would have held back. It ends where a match is certain. */
  heldUnits: z.array(z.number().int()),
});
export type GateTest = z.infer<typeof gateTestSchema>;

/** What lists would have restarted: places in past conversations, without their texts. */
export const dryRunSchema = z.object({
  conversations: z.number().int(),
  messages: z.number().int(),
  /** Messages that would have been stopped; `hits` names the first thousand. */
  stopped: z.number().int(),
  hits: z.array(
    ruleSchema.extend({
      conversationId: z.string(),
      title: z.string(),
      messageId: z.string(),
      source: restartSchema.shape.source,
    }),
  ),
});
export type DryRun = z.infer<typeof dryRunSchema>;

/** One kind of case in one language: how many there are, and in how many of them the gate fired. */
export const evaluationRowSchema = z.object({
  set: z.enum(['evasion', 'falseAlarm']),
  kind: z.string(),
  language: z.string(),
  cases: z.number().int(),
  found: z.number().int(),
});
export type EvaluationRow = z.infer<typeof evaluationRowSchema>;

/** One rule's restarts. */
export const restartCountSchema = restartSchema
  .pick({ listId: true, listName: true, category: true, ruleNumber: true, source: true })
  .extend({ count: z.number().int(), lastAt: z.number().int() });
export type RestartCount = z.infer<typeof restartCountSchema>;

/** An entry that was not taken over as it stands, and why. */
export const wordReportSchema = z.object({
  accepted: z.number().int(),
  problems: z.array(z.object({ line: z.number().int(), message: z.string() })),
});
export type WordReport = z.infer<typeof wordReportSchema>;

export const contract = {
  app: {
    info: procedure.output(appInfoSchema),
    watch: procedure.output(eventIterator(appEventSchema)),
    dismissNotice: procedure.input(z.object({ key: z.string() })),
  },
  chat: {
    /** A null conversation starts a new one. Text that is empty or only space is `badInput`. */
    send: procedure
      .input(z.object({ conversationId: conversationId.nullable(), text: z.string().max(maxMessageCharacters) }))
      .output(sendOutcomeSchema),
    /** Ends the running reply and keeps its text. Without a running reply it does nothing. */
    stop: procedure.input(z.object({ conversationId })),
    watch: procedure.input(z.object({ conversationId })).output(eventIterator(chatEventSchema)),
    acknowledge: procedure.input(z.object({ watcherId: z.string(), seq: z.number().int() })),
    /** Makes a new version of a reply, from the same user message. Also the retry after a crash. */
    regenerate: procedure.input(z.object({ conversationId, messageId })).output(z.object({ replyId: z.string() })),
    /** Starts a new conversation from the last clean turn of one that the gate has closed. */
    fork: procedure.input(z.object({ conversationId })).output(z.object({ conversationId: z.string() })),
    /** Shows another version of a message and what follows it. */
    showVersion: procedure.input(z.object({ conversationId, messageId })),
  },
  conversations: {
    /** A title that matches a sensitive word is `badInput`, and the old title stays. */
    rename: procedure.input(z.object({ conversationId, title: z.string().max(200) })),
    delete: procedure.input(z.object({ conversationId })),
    /** Keeps what is typed and not sent. Text that matches a sensitive word is not stored, without an error. */
    saveDraft: procedure.input(z.object({ conversationId, text: z.string().max(maxMessageCharacters) })),
  },
  models: {
    /** Selects a model and starts loading it; progress comes through `app.watch`. */
    select: procedure.input(z.object({ modelId: z.string() })),
    /** Opens the system's file dialog (desktop only) and adds the chosen GGUF; null when cancelled. */
    openFile: procedure.output(z.object({ modelId: z.string().nullable() })),
    /** Takes an opened file out of the list. The file itself stays where it is. */
    forget: procedure.input(z.object({ modelId: z.string() })),
    /** Looks at the models folder again. */
    refresh: procedure,
    unload: procedure,
  },
  engine: {
    /** Starts a new engine process; the way out of the phase `broken`. */
    restart: procedure,
  },
  settings: {
    update: procedure.input(settingsPatchSchema).output(visibleSettingsSchema),
  },
  filter: {
    /** The lists in force or switched off, without their words. */
    lists: procedure.output(z.array(wordListInfoSchema)),
    /** A list that the user keeps, with its words. */
    getList: procedure
      .input(z.object({ id: listId }))
      .output(z.object({ id: z.string(), ...listHead, text: z.string() })),
    /** Takes over a list, new for a null id. What is wrong with it is reported; the other lines count at once. */
    saveList: procedure
      .input(z.object({ id: listId.nullable(), ...listHead, text: wordListText }))
      .output(wordReportSchema.extend({ id: z.string() })),
    deleteList: procedure.input(z.object({ id: listId })),
    /** Switches a list, or some of its foldings, on or off. */
    chooseList: procedure.input(
      z.object({ id: listId, enabled: z.boolean().optional(), foldings: foldingsSchema.optional() }),
    ),
    /** Adds a list from a file's content, text or JSON. A file without a usable entry is `badInput`. */
    importList: procedure
      .input(z.object({ fileName: z.string().max(300), text: wordListText }))
      .output(wordReportSchema.extend({ id: z.string(), name: z.string() })),
    exportList: procedure
      .input(z.object({ id: listId, format: z.enum(['text', 'json']) }))
      .output(z.object({ fileName: z.string(), text: z.string() })),
    /** What the gate makes of a text: a workbench, nothing is kept. */
    test: procedure.input(z.object({ text: z.string().max(20_000) })).output(gateTestSchema),
    /** What the lists, or a changed text for one of them, would have restarted in past conversations. */
    dryRun: procedure
      .input(z.object({ change: z.object({ id: listId, text: wordListText }).nullable() }))
      .output(dryRunSchema),
    /** Recall on disguised words and false alarms on harmless sentences, measured with the app's own sets. */
    evaluate: procedure.output(z.array(evaluationRowSchema)),
    /** How often which rule restarted a conversation; no texts. Most frequent first. */
    restarts: procedure.output(z.array(restartCountSchema)),
    clearRestarts: procedure,
  },
};
