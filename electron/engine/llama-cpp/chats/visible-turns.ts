import type { HistoryTurn } from '../../../host/engine/engine-protocol.ts';

/** A user's turn and what answers it. They leave the context together: templates expect turns to alternate. */
export interface Exchange {
  turns: HistoryTurn[];
  pinned: boolean;
}

/** The exchanges of a history. One is pinned when any of its turns is. */
export function listExchanges(history: readonly HistoryTurn[]): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const turn of history) {
    const last = exchanges.at(-1);
    if (turn.role === 'user' || !last) exchanges.push({ turns: [turn], pinned: turn.pinned === true });
    else {
      last.turns.push(turn);
      last.pinned ||= turn.pinned === true;
    }
  }
  return exchanges;
}

/** The turns in sight with a cut before this exchange: the pinned ones before it, and everything behind it. */
export function selectTurns(exchanges: readonly Exchange[], cut: number): HistoryTurn[] {
  return exchanges.flatMap(({ turns, pinned }, index) => (index >= cut || pinned ? turns : []));
}

/**
 * The first cut that fits, and null when not even that without any unpinned exchange does. Cuts come in bites of so
 * many tokens, counted from the conversation's beginning: so the same history always has the same cut, which then
 * stays where it is until another whole bite has to go, and what the KV cache holds behind it stays good meanwhile.
 */
export function findCut(sizes: readonly number[], biteTokens: number, fits: (cut: number) => boolean): number | null {
  const cuts = listCuts(sizes, biteTokens);
  let low = 0;
  let high = cuts.length;
  // A later cut never leaves more, so the first that fits is found by halving.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(cuts[middle]!)) high = middle;
    else low = middle + 1;
  }
  return cuts[low] ?? null;
}

/** No cut, one at the end of each bite, and within the last bite one before each exchange. */
function listCuts(sizes: readonly number[], biteTokens: number): number[] {
  const cuts = [0];
  let before = 0;
  for (let index = 1; index < sizes.length; index++) {
    const bites = Math.floor(before / biteTokens);
    before += sizes[index - 1] ?? 0;
    if (Math.floor(before / biteTokens) > bites) cuts.push(index);
  }
  for (let cut = cuts.at(-1)! + 1; cut <= sizes.length; cut++) cuts.push(cut);
  return cuts;
}
