import type { Channel, Delta } from '../conversation/conversation.ts';
import type { Matcher } from './matcher.ts';
import type { Hit } from './hits.ts';
import type { Scan } from './scan.ts';
import type { RuleReference } from './word-list.ts';

/** What the gate found: the rule, and how many UTF-16 units of that channel were released before the match. */
export interface GateMatch {
  rule: RuleReference;
  channel: Channel;
  position: number;
}

/** What may be shown now. After a match nothing is ever released again. */
export interface GateStep {
  released: Delta[];
  match: GateMatch | null;
}

/** Streamed text that is not released yet, with its place in its channel and in the order of arrival. */
interface HeldPiece {
  channel: Channel;
  text: string;
  channelOffset: number;
  joinedOffset: number;
}

/**
 * Lets a reply through up to its first sensitive word. Each channel is read on its own, and all of it once more in
 * order of arrival, so that no word hides on the border between reasoning and answer.
 */
export class StreamGate {
  readonly #matcher: Matcher;
  readonly #scans = new Map<Channel, Scan>();
  /** Everything in order of arrival; null while there is one channel, whose own scan says the same. */
  #joined: Scan | null = null;
  #current: Channel | null = null;
  #held: HeldPiece[] = [];
  #released: Record<Channel, number> = { answer: 0, reasoning: 0 };
  #ended = false;

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  /** UTF-16 units that wait for what follows. */
  get heldUnits(): number {
    return this.#held.reduce((sum, piece) => sum + piece.text.length, 0);
  }

  /** Takes the next piece of the reply and gives what may be shown. */
  push(delta: Delta): GateStep {
    if (this.#ended || delta.text === '') return { released: [], match: null };
    const { channel, text } = delta;
    if (this.#current !== channel) {
      const match = this.#crossBorder(channel);
      if (match) return match;
    }
    const own = this.#scans.get(channel)!;
    const joined = this.#joined;
    const piece = { channel, text, channelOffset: own.offset, joinedOffset: (joined ?? own).offset };
    this.#held.push(piece);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      const found = own.feed(unit);
      if (joined?.feed(unit) || found) return this.#close(channel);
    }
    return { released: this.#release(), match: null };
  }

  /** Ends the reply: what was held back and became no word is released. */
  end(): GateStep {
    if (this.#ended) return { released: [], match: null };
    for (const [channel, scan] of this.#scans) if (scan.finish()) return this.#close(channel);
    if (this.#joined?.finish()) return this.#close(this.#current!);
    this.#ended = true;
    return { released: this.#release(), match: null };
  }

  /** Goes over to another channel; the end of the one before counts as the end of a word, too. */
  #crossBorder(channel: Channel): GateStep | null {
    const previous = this.#current;
    this.#current = channel;
    if (previous) {
      const own = this.#scans.get(previous)!;
      this.#joined ??= own.clone();
      const found = own.cut();
      if (this.#joined.cut() || found) return this.#close(previous);
      const ended = own.clone();
      if (ended.finish()) {
        this.#scans.set(previous, ended);
        return this.#close(previous);
      }
    }
    if (!this.#scans.has(channel)) this.#scans.set(channel, this.#matcher.startScan());
    return null;
  }

  /** A match is certain: what lies before it is released, the rest is dropped. */
  #close(channel: Channel): GateStep {
    this.#ended = true;
    const match = this.#locateMatch(channel);
    const released = this.#release();
    this.#held = [];
    return { released, match: { ...match, position: this.#released[match.channel] } };
  }

  #locateMatch(channel: Channel): { rule: RuleReference; channel: Channel } {
    const own = this.#scans.get(channel)!.decided;
    const joined = this.#joined?.decided ?? null;
    const hit = (own ?? joined) as Hit;
    const start = own ? channel : this.#channelAt(hit.start);
    return { rule: this.#matcher.describeRule(hit), channel: start };
  }

  #channelAt(joinedOffset: number): Channel {
    const piece = this.#held.find(
      (held) => held.joinedOffset <= joinedOffset && joinedOffset < held.joinedOffset + held.text.length,
    );
    return (piece ?? this.#held[0]!).channel;
  }

  /** Takes out of `#held` what neither reading of it holds back, and keeps the order of each channel. */
  #release(): Delta[] {
    const released: Delta[] = [];
    const held: HeldPiece[] = [];
    for (const piece of this.#held) {
      const own = this.#scans.get(piece.channel)!.heldFrom - piece.channelOffset;
      const joined = this.#joined ? this.#joined.heldFrom - piece.joinedOffset : own;
      const free = Math.max(0, Math.min(own, joined, piece.text.length));
      if (free > 0) append(released, { channel: piece.channel, text: piece.text.slice(0, free) });
      this.#released[piece.channel] += free;
      if (free === piece.text.length) continue;
      held.push({
        channel: piece.channel,
        text: piece.text.slice(free),
        channelOffset: piece.channelOffset + free,
        joinedOffset: piece.joinedOffset + free,
      });
    }
    this.#held = held;
    return released;
  }
}

function append(deltas: Delta[], delta: Delta): void {
  const last = deltas.at(-1);
  if (last?.channel === delta.channel) last.text += delta.text;
  else deltas.push(delta);
}
