import { z } from 'zod';
import { restartSchema } from '../../models/conversation/conversation.ts';
import { foldingNames } from '../../models/filter/foldings.ts';
import { wordListHeadSchema } from '../../models/filter/word-list.ts';

/** Longest word list, in UTF-16 units: several million words. */
export const maxWordListCharacters = 50_000_000;

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
