import { create } from 'zustand';

/** Which messages are unfolded: a reply's reasoning, a long text of the user. Kept here, because rows out of view leave the DOM. */
const useFolds = create<{ open: Record<string, boolean> }>(() => ({ open: {} }));

/** Whether a message is unfolded. */
export function useFold(messageId: string): boolean {
  return useFolds(({ open }) => open[messageId] ?? false);
}

/** Folds or unfolds it. */
export function toggleFold(messageId: string): void {
  useFolds.setState(({ open }) => ({ open: { ...open, [messageId]: !(open[messageId] ?? false) } }));
}
