import { describe, expect, it } from 'vitest';
import { adoptDraft, forgetDraft, moveDraft, readDraft, writeDraft } from './drafts.ts';

describe('drafts', () => {
  it('keeps one draft a conversation, and one for the conversation that does not exist yet', () => {
    writeDraft('drafts-a', 'one');
    writeDraft(null, 'two');
    expect(readDraft('drafts-a')).toBe('one');
    expect(readDraft(null)).toBe('two');
    expect(readDraft('drafts-b')).toBe('');
  });

  it('takes over what the host kept only where nothing was typed', () => {
    adoptDraft('drafts-c', 'kept');
    expect(readDraft('drafts-c')).toBe('kept');
    writeDraft('drafts-c', '');
    adoptDraft('drafts-c', 'kept');
    expect(readDraft('drafts-c')).toBe('');
    forgetDraft('drafts-c');
  });

  it('moves a draft, and never lets an empty one replace another', () => {
    writeDraft('drafts-d', 'from a closed conversation');
    moveDraft('drafts-d', null);
    expect(readDraft(null)).toBe('from a closed conversation');
    expect(readDraft('drafts-d')).toBe('');
    moveDraft('drafts-d', null);
    expect(readDraft(null)).toBe('from a closed conversation');
    forgetDraft('drafts-d');
  });
});
