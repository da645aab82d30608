/** What a key press with Ctrl or Cmd asks of the window, wherever the focus is. */
export function readShortcut(press: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}): 'newChat' | 'settings' | 'sidebar' | null {
  if (press.ctrlKey === press.metaKey || press.altKey) return null;
  const key = press.key.toLowerCase();
  // Browsers keep Ctrl+N for themselves, so the web shell has Ctrl+Shift+O.
  if (press.shiftKey) return key === 'o' ? 'newChat' : null;
  if (key === 'n') return 'newChat';
  if (key === ',') return 'settings';
  return key === 'b' ? 'sidebar' : null;
}
