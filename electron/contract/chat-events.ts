import { z } from 'zod';
import {
  conversationSchema,
  deltaSchema,
  messageSchema,
  restartSchema,
} from '../../models/conversation/conversation.ts';

/** A page acknowledges every so many `deltas` events, the newest of them standing for those before it. */
export const deltasPerAcknowledgement = 2;

/** Longest text a user may send, in UTF-16 units. The model's context is checked apart, in tokens. */
export const maxMessageCharacters = 1_000_000;

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
    /** What the reply waits for before its first token; `growingContext` is a load with a longer context for it. */
    activity: z.enum(['queued', 'loadingModel', 'growingContext', 'prefill', 'generating']),
    /** With `prefill` of a long prompt: how much of what has to be read has been read, and how long the rest takes. */
    doneTokens: z.number().int().optional(),
    totalTokens: z.number().int().optional(),
    secondsLeft: z.number().nullable().optional(),
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
