import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { appErrorCodes } from '../models/app-error.ts';
import { foldingsSchema } from '../models/filter/foldings.ts';
import { wordListHeadSchema } from '../models/filter/word-list.ts';
import { runOptionsPatchSchema } from '../models/run-options.ts';
import { samplingChoiceSchema, settingsPatchSchema, visibleSettingsSchema } from '../models/settings.ts';
import { appEventSchema, appInfoSchema } from './contract/app-state.ts';
import { chatEventSchema, maxMessageCharacters, sendOutcomeSchema } from './contract/chat-events.ts';
import { catalogListSchema, hubAccessSchema, repositoryHitSchema, repositorySchema } from './contract/hub-offers.ts';
import { modelDetailsSchema, runPlanSchema } from './contract/models-state.ts';
import {
  dryRunSchema,
  evaluationRowSchema,
  gateTestSchema,
  maxWordListCharacters,
  restartCountSchema,
  wordListInfoSchema,
  wordReportSchema,
} from './contract/word-lists.ts';

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

const modelId = z.string().min(1).max(64);
const downloadId = z.string().min(1).max(64);
const repositoryId = z.string().regex(/^[\w.-]{1,96}\/[\w.-]{1,96}$/);
const revision = z.string().regex(/^[0-9a-f]{40}$/);
const importMode = z.enum(['link', 'copy']);

const listId = z.string().min(1).max(64);
const wordListText = z.string().max(maxWordListCharacters);
const listHead = wordListHeadSchema.shape;

export const contract = {
  app: {
    info: procedure.output(appInfoSchema),
    watch: procedure.output(eventIterator(appEventSchema)),
    dismissNotice: procedure.input(z.object({ key: z.string() })),
  },
  chat: {
    /**
     * A null conversation starts a new one, with `sampling` of its own. Text that is empty or only space is `badInput`,
     * and so is `sampling` for a conversation that exists.
     */
    send: procedure
      .input(
        z.object({
          conversationId: conversationId.nullable(),
          text: z.string().max(maxMessageCharacters),
          sampling: samplingChoiceSchema.nullable().optional(),
        }),
      )
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
    /** How this conversation's replies are sampled; null follows the settings. */
    setSampling: procedure.input(z.object({ conversationId, sampling: samplingChoiceSchema.nullable() })),
    /** Keeps a message in the model's sight when older turns have to leave the context. */
    pin: procedure.input(z.object({ conversationId, messageId, pinned: z.boolean() })),
    /** Keeps what is typed and not sent. Text that matches a sensitive word is not stored, without an error. */
    saveDraft: procedure.input(z.object({ conversationId, text: z.string().max(maxMessageCharacters) })),
  },
  models: {
    /** Selects a model and starts loading it; progress comes through `app.watch`. */
    select: procedure.input(z.object({ modelId })),
    /** Opens the system's file dialog (desktop only) and adds the chosen GGUF files; null when cancelled. */
    openFile: procedure.input(z.object({ mode: importMode })).output(z.object({ modelId: modelId.nullable() })),
    /** Adds a GGUF file by its path on this machine. A copy goes on as a task; `modelId` is null until it is there. */
    importPath: procedure
      .input(z.object({ path: z.string().min(1).max(4096), mode: importMode }))
      .output(z.object({ modelId: modelId.nullable() })),
    /** Adds the files that were dropped on the window, or lets go of them (`mode` null). */
    importDropped: procedure.input(z.object({ dropId: z.string(), mode: importMode.nullable() })),
    details: procedure.input(z.object({ modelId })).output(modelDetailsSchema),
    /** Compares the files with the publisher's SHA-256, or the weights with the tensor table; a task of the library. */
    verify: procedure.input(z.object({ modelId })),
    /** Shows the file in the system's file manager (desktop only). */
    reveal: procedure.input(z.object({ modelId })),
    /** Gives it a name of the user's own; an empty one brings the first back. */
    rename: procedure.input(z.object({ modelId, name: z.string().max(120) })),
    /** Deletes the files of a model in Conclave's own folder. */
    delete: procedure.input(z.object({ modelId })).output(z.object({ freedBytes: z.number() })),
    /** Takes an opened file out of the list. The file itself stays where it is. */
    forget: procedure.input(z.object({ modelId })),
    /** Looks at all folders again. */
    refresh: procedure,
    unload: procedure,
    /** Changes how a model is run. It counts from the next load: at once for the selected model. */
    setRunOptions: procedure.input(z.object({ modelId, options: runOptionsPatchSchema })),
    /** What these options on top of the present ones would take and give, without a load. */
    planRun: procedure.input(z.object({ modelId, options: runOptionsPatchSchema })).output(runPlanSchema),
    /** Tries ways to run a model on this machine for about a minute and keeps the best; progress as `engineJob`. */
    tune: procedure.input(z.object({ modelId })),
    /** Forgets the tune of a model. */
    forgetTune: procedure.input(z.object({ modelId })),
    /** Measures the perplexity of this level and, where it is not known, of the best level installed. */
    measureQuality: procedure.input(z.object({ modelId })),
    /** Ends a running tune or measurement, or takes a failed one away. */
    endJob: procedure,
    dismissTask: procedure.input(z.object({ taskId: z.string() })),
  },
  places: {
    /** Lists the models of another program, or no longer. */
    enable: procedure.input(z.object({ placeId: z.string(), enabled: z.boolean() })),
    /** Watches a folder of the user; without a path the system asks for one (desktop only). */
    addFolder: procedure.input(z.object({ path: z.string().min(1).max(4096).nullable() })),
    removeFolder: procedure.input(z.object({ placeId: z.string() })),
  },
  hub: {
    catalog: procedure.output(catalogListSchema),
    /** GGUF repositories on the hub, most downloaded first. */
    search: procedure.input(z.object({ query: z.string().max(200) })).output(z.array(repositoryHitSchema)),
    /** What a repository offers and how it fits this machine, without any download but of a header. */
    repository: procedure.input(z.object({ repositoryId })).output(repositorySchema),
    /** The exact fit of one offer, from its own header, for a context of so many tokens (null: the setting's). */
    fit: procedure
      .input(
        z.object({ repositoryId, revision, offerKey: z.string(), contextSize: z.number().int().min(256).nullable() }),
      )
      .output(repositorySchema.shape.offers.element.shape.fit),
    /** Keeps an access token for gated repositories, after asking the hub whose it is. A wrong one is `accessDenied`. */
    setToken: procedure.input(z.object({ token: z.string().min(1).max(400) })).output(hubAccessSchema),
    clearToken: procedure.output(hubAccessSchema),
  },
  downloads: {
    /** Puts an offer into the queue. One that is there already is not added twice; a partial file is taken up. */
    add: procedure.input(z.object({ repositoryId, revision, offerKey: z.string() })).output(z.object({ downloadId })),
    pause: procedure.input(z.object({ downloadId })),
    /** Also the retry after a problem. */
    resume: procedure.input(z.object({ downloadId })),
    /** Takes it out of the queue. A partial file that is kept is taken up when the same offer is added again. */
    cancel: procedure.input(z.object({ downloadId, keepPartial: z.boolean() })),
    /** Moves it to this place in the queue, from 0. */
    move: procedure.input(z.object({ downloadId, index: z.number().int().min(0) })),
    /** Takes those that are done out of the list. */
    clearDone: procedure,
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
