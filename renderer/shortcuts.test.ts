import { expect, it } from 'vitest';
import { readShortcut } from './shortcuts.ts';

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

it.each([
  [{ ...none, key: 'n', ctrlKey: true }, 'newChat'],
  [{ ...none, key: 'N', metaKey: true }, 'newChat'],
  [{ ...none, key: 'O', ctrlKey: true, shiftKey: true }, 'newChat'],
  [{ ...none, key: ',', ctrlKey: true }, 'settings'],
  [{ ...none, key: 'b', metaKey: true }, 'sidebar'],
  [{ ...none, key: 'n' }, null],
  [{ ...none, key: 'n', ctrlKey: true, altKey: true }, null],
  [{ ...none, key: 'n', ctrlKey: true, shiftKey: true }, null],
  [{ ...none, key: 'x', ctrlKey: true }, null],
])('reads %j as %s', (press, shortcut) => {
  expect(readShortcut(press)).toBe(shortcut);
});
