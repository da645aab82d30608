import { expect, it } from 'vitest';
import type { Message, ReplyStats } from '../../../models/conversation/conversation.ts';
import { describeSpeculation, listReplyFacts } from './list-reply-facts.ts';

const message = { modelName: 'Ember 12M', createdAt: 0 } as Message;
const old: ReplyStats = {
  promptTokens: 40,
  answerTokens: 8,
  reasoningTokens: 0,
  firstTokenMs: 120,
  decodeMs: 80,
  tokenGapMs: null,
  tokensPerSecond: 100,
  device: 'CPU',
  runtime: null,
  reusedTokens: null,
  seed: null,
  speculation: null,
  stopReason: 'endOfReply',
  contextShifted: false,
  droppedMessages: 0,
  context: null,
};

it('leaves out what an earlier version did not note down', () => {
  const names = listReplyFacts(message, old).map(([name]) => name);
  for (const missing of ['Runtime', 'Already read before', '95 of 100 tokens within', 'Context'])
    expect(names).not.toContain(missing);
});

it('says what was reused and how much context is taken', () => {
  const facts = Object.fromEntries(
    listReplyFacts(message, { ...old, reusedTokens: 30, context: { usedTokens: 1204, size: 4096 }, runtime: 'x 1' }),
  );
  expect(facts).toMatchObject({ 'Already read before': '30', Context: '1,204 of 4,096 tokens', Runtime: 'x 1' });
});

it('says how guesses did, and that they were given up', () => {
  const speculation = { kind: 'promptLookup', drafted: 60, accepted: 41, switchedOff: false } as const;
  expect(describeSpeculation(speculation)).toBe('Prompt lookup: 41 of 60 guessed tokens right.');
  expect(describeSpeculation({ ...speculation, kind: 'draft', switchedOff: true })).toMatch(
    /^Draft model: 41 of 60 guessed tokens right\. It did not pay/,
  );
});
