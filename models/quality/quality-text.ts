import conversations from './embedded-conversations.json' with { type: 'json' };
import { referenceText } from './reference-text.ts';

/** A piece of a document; what does not count is only read. */
export interface Passage {
  text: string;
  counts: boolean;
}

/** Names what is read: a perplexity counts only beside others on the same text. */
export type QualityTextId = 'prose-1' | 'embedded-1';

/** The documents that levels of a model are compared on. */
export interface QualityText {
  id: QualityTextId;
  documents: Passage[][];
}

/**
 * Plain English for every model but the embedded one: that has only ever seen conversations of its own kind, so that
 * prose would measure its confusion and not its level. Of these the answers count, as they did in its training.
 */
export function readQualityText(isEmbedded: boolean): QualityText {
  if (!isEmbedded) return { id: 'prose-1', documents: [[{ text: referenceText, counts: true }]] };
  return { id: 'embedded-1', documents: conversations.map(renderConversation) };
}

/** In the embedded model's own format. */
function renderConversation({ system, turns }: { system: string; turns: string[][] }): Passage[] {
  return turns.flatMap(([question = '', answer = ''], index) => [
    { text: `${index === 0 ? system : ''}<｜User｜>${question}<｜Assistant｜>`, counts: false },
    { text: `${answer}<｜end▁of▁sentence｜>`, counts: true },
  ]);
}
