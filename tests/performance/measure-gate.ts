import { builtInLists } from '../../models/filter/built-in-lists.ts';
import { compileMatcher, type Matcher } from '../../models/filter/matcher.ts';
import { StreamGate } from '../../models/filter/stream-gate.ts';
import type { WordList } from '../../models/filter/word-list.ts';
import { countQuestion, sumQuestion } from '../fixtures/ember-replies.ts';
import { DirectLlama, type DirectReply } from './direct-protocol.ts';
import { createFigure, median, type Figure } from './figure.ts';

const prompts = [countQuestion, sumQuestion, 'Tell me a long story.', 'Show me a markdown table.'];
const rounds = 10;
/** A list of a diligent user, beside the built-in ones. */
const userWordCount = 10_000;

/** What the gate takes of the time of a reply, token by token as the model made it. */
export async function measureGateShare(): Promise<Figure> {
  const matcher = compileMatcher([...builtInLists, createUserList()]);
  const direct = await DirectLlama.start();
  try {
    const [gateMs, decodeMs, shares]: [number[], number[], number[]] = [[], [], []];
    for (let round = -1; round < rounds; round++) {
      for (const prompt of prompts) {
        const reply = await direct.answer(prompt);
        const cpuMs = readThroughGate(matcher, reply.pieces);
        if (round < 0) continue;
        gateMs.push(cpuMs);
        decodeMs.push(reply.decodeMs);
        shares.push(cpuMs / reply.decodeMs);
      }
    }
    return createFigure(
      'gateShare',
      median(shares),
      'ratio',
      { atMost: 0.01 },
      {
        gateMs: median(gateMs),
        decodeMs: median(decodeMs),
        words: userWordCount,
        replies: shares.length,
      },
    );
  } finally {
    direct.stop();
  }
}

/** CPU time of one reply through a fresh gate, ms. */
function readThroughGate(matcher: Matcher, pieces: DirectReply['pieces']): number {
  const gate = new StreamGate(matcher);
  let released = 0;
  const before = process.cpuUsage();
  for (const { channel, text } of pieces) {
    for (const delta of gate.push({ channel, text }).released) released += delta.text.length;
  }
  for (const delta of gate.end().released) released += delta.text.length;
  const { user, system } = process.cpuUsage(before);
  const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (released !== length) throw new Error('The gate withheld a part of a clean reply');
  return (user + system) / 1000;
}

/** Words that begin like those of the replies, so that the automaton has work, and that never occur in one. */
function createUserList(): WordList {
  const beginnings = ['the', 'one', 'story', 'friend', 'count', 'forest', 'together', 'paint'];
  const entries = Array.from({ length: userWordCount }, (_, index) => ({
    line: index + 1,
    text: `${beginnings[index % beginnings.length]}q${index.toString(36)}z`,
  }));
  return { id: 'bench', name: 'Benchmark', category: 'own', entries };
}
