import { describe, expect, it } from 'vitest';
import { readComposerKey } from './composer-key.ts';
import type { KeyPress } from './composer-key.ts';

function press(change: Partial<KeyPress>): KeyPress {
  const modifiers = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  return { key: 'Enter', keyCode: 13, isComposing: false, ...modifiers, ...change };
}

describe('readComposerKey', () => {
  it('sends on Enter, also with Ctrl or Cmd', () => {
    expect(readComposerKey(press({}), false)).toBe('send');
    expect(readComposerKey(press({ ctrlKey: true }), false)).toBe('send');
    expect(readComposerKey(press({ metaKey: true }), false)).toBe('send');
  });

  it('breaks the line on Shift+Enter and Alt+Enter', () => {
    expect(readComposerKey(press({ shiftKey: true }), false)).toBeNull();
    expect(readComposerKey(press({ altKey: true }), false)).toBeNull();
  });

  it('never sends or stops while an input method composes', () => {
    expect(readComposerKey(press({ isComposing: true }), false)).toBeNull();
    expect(readComposerKey(press({ keyCode: 229 }), false)).toBeNull();
    expect(readComposerKey(press({ key: 'Escape', keyCode: 27, isComposing: true }), true)).toBeNull();
  });

  it('stops on Escape, and only while a reply is made', () => {
    expect(readComposerKey(press({ key: 'Escape', keyCode: 27 }), true)).toBe('stop');
    expect(readComposerKey(press({ key: 'Escape', keyCode: 27 }), false)).toBeNull();
  });

  it('leaves every other key alone', () => {
    expect(readComposerKey(press({ key: 'a', keyCode: 65 }), true)).toBeNull();
  });
});
