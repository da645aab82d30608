/** What a key press says; a subset of a KeyboardEvent. */
export interface KeyPress {
  key: string;
  keyCode: number;
  isComposing: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/**
 * What a key does in the composer. While an input method composes, every key is its own: Enter picks a candidate,
 * Escape drops it. Safari ends the composition before the key, and only the old code 229 still tells.
 */
export function readComposerKey(press: KeyPress, generating: boolean): 'send' | 'stop' | null {
  if (press.isComposing || press.keyCode === 229) return null;
  if (press.key === 'Enter' && !press.shiftKey && !press.altKey) return 'send';
  if (press.key === 'Escape' && generating && !press.shiftKey && !press.ctrlKey && !press.metaKey) return 'stop';
  return null;
}
