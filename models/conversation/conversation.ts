import { z } from 'zod';
import { samplingChoiceSchema } from '../settings.ts';

/** The two streams of a reply: what the model says, and what it thinks before saying it. */
export const channelSchema = z.enum(['answer', 'reasoning']);
export type Channel = z.infer<typeof channelSchema>;

/** A piece of streamed text, in the order the model produced it. */
export const deltaSchema = z.object({ channel: channelSchema, text: z.string() });
export type Delta = z.infer<typeof deltaSchema>;

/**
 * `streaming` is being written; `complete` ended by itself or at its token limit; `stopped` by the user;
 * `interrupted` by a crash; `failed` before or while generating; `withheld` by the sensitive-word gate.
 */
export const messageStatusSchema = z.enum(['streaming', 'complete', 'stopped', 'interrupted', 'failed', 'withheld']);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

/** Tokens that were guessed ahead of the model, and how many of them the model confirmed. */
export const speculationStatsSchema = z.object({
  kind: z.enum(['promptLookup', 'draft']),
  drafted: z.number().int(),
  accepted: z.number().int(),
  /** It did not pay, as measured in this reply or before, and was switched off. */
  switchedOff: z.boolean(),
});
export type SpeculationStats = z.infer<typeof speculationStatsSchema>;

/** How a reply was made. Times in milliseconds, counted from `chat.send` where not said otherwise. */
export const replyStatsSchema = z.object({
  promptTokens: z.number().int(),
  answerTokens: z.number().int(),
  reasoningTokens: z.number().int(),
  firstTokenMs: z.number(),
  decodeMs: z.number(),
  /** The time between two tokens that 95 of 100 stay below; null where it is not known. */
  tokenGapMs: z.number().nullable().default(null),
  /** Decode only, prefill not counted. */
  tokensPerSecond: z.number(),
  device: z.string(),
  /** The inference library and its llama.cpp, such as `node-llama-cpp 3.22.1, llama.cpp v0.5.0`; null where it is not known. */
  runtime: z.string().nullable().default(null),
  /** Of the prompt's tokens, those that were in the KV cache already. */
  reusedTokens: z.number().int().nullable().default(null),
  /** The seed in use, drawn or chosen; null where it is not known. */
  seed: z.number().int().nullable().default(null),
  /** How drafted tokens did; null where none were drafted. */
  speculation: speculationStatsSchema.nullable().default(null),
  /** `maxTokens` when it was cut at its token limit, `contextFull` at the context's end, `endOfReply` by the model. */
  stopReason: z.enum(['endOfReply', 'maxTokens', 'contextFull', 'aborted']),
  /** The context was full, and the runtime dropped the oldest turns to go on. */
  contextShifted: z.boolean(),
  /** Messages of the conversation that were out of the model's sight, by the stated context policy. */
  droppedMessages: z.number().int().default(0),
  /** Tokens of context in use after the reply, and how many there are; null where it is not known. */
  context: z.object({ usedTokens: z.number().int(), size: z.number().int() }).nullable().default(null),
});
export type ReplyStats = z.infer<typeof replyStatsSchema>;

/** Why a reply is `interrupted` or `failed`: a sentence to read, and the details behind it. */
export const messageFailureSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.array(z.string()),
});
export type MessageFailure = z.infer<typeof messageFailureSchema>;

/** One turn. Turns form a tree: a regenerated reply is a sibling of the first one, under the same parent. */
export const messageSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  parentId: z.string().nullable(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  reasoning: z.string(),
  reasoningMs: z.number().nullable(),
  status: messageStatusSchema,
  failure: messageFailureSchema.nullable(),
  modelName: z.string().nullable(),
  stats: replyStatsSchema.nullable(),
  /** Milliseconds since the epoch. */
  createdAt: z.number().int(),
  /** It stays in the model's sight when older turns have to leave the context. */
  pinned: z.boolean(),
  /** This message's ids of versions, itself included, oldest first. Length 1 when it has no siblings. */
  versions: z.array(z.string()),
});
export type Message = z.infer<typeof messageSchema>;

/** Why a conversation was closed. It names the rule, and never the text that matched. */
export const restartSchema = z.object({
  /** Milliseconds since the epoch. */
  at: z.number().int(),
  source: z.enum(['input', 'answer', 'reasoning']),
  listId: z.string(),
  listName: z.string(),
  category: z.string(),
  /** 1-based number of the entry in its list: the line, for a user's own list. */
  ruleNumber: z.number().int(),
  /** UTF-16 offsets in the user's own text; for a reply, `start` is where the shown text ends and `end` is null. */
  start: z.number().int(),
  end: z.number().int().nullable(),
});
export type Restart = z.infer<typeof restartSchema>;

export const conversationSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
  /** Set once the gate has closed the conversation: it can be read, and not be continued. */
  restart: restartSchema.nullable(),
  /** True while a reply is being generated, also with no window open. */
  generating: z.boolean(),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

/** A conversation as a page shows it: the active path through the tree, first turn first. */
export const conversationSchema = conversationSummarySchema.extend({
  messages: z.array(messageSchema),
  draft: z.string(),
  /** What the user chose for this conversation; null follows the settings. */
  sampling: samplingChoiceSchema.nullable(),
});
export type Conversation = z.infer<typeof conversationSchema>;
