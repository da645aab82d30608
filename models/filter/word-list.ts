/** A list of sensitive words as the gate takes it. Entries are words or phrases, as their author wrote them. */
export interface WordList {
  id: string;
  name: string;
  category: string;
  /** `line` is the 1-based number by which the author finds the entry. */
  entries: { line: number; text: string }[];
}

/** Which rule matched, without its words. */
export interface RuleReference {
  listId: string;
  listName: string;
  category: string;
  line: number;
}

/** A sensitive word in a text: UTF-16 offsets into the text as it was given, end exclusive. */
export interface Match {
  start: number;
  end: number;
  rule: RuleReference;
}
