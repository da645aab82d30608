/** A pattern as a string of symbols (one UTF-16 unit each), and what finding it means. */
export interface Pattern {
  symbols: string;
  /** Index of the deny rule, or `allowRule`. */
  rule: number;
}

export const allowRule = -2;
const noRule = -1;

/** Symbol of every character that occurs in no pattern. */
export const unknownSymbol = 0;
/** Symbol that stands between characters where a word begins or ends. */
export const boundarySymbol = 1;

/**
 * An Aho–Corasick automaton in typed arrays. Nodes are numbered breadth first, so that the children of `n` are
 * `firstChild[n]` to `firstChild[n + 1]`, ordered by symbol; node 0 is the root.
 */
export interface Automaton {
  rootChild: Uint32Array;
  firstChild: Uint32Array;
  symbol: Uint16Array;
  failure: Uint32Array;
  depth: Uint16Array;
  /** Deny rule that ends here, `allowRule`, or −1. */
  rule: Int32Array;
  /** The longest suffix of this node, itself included, where a pattern ends; 0 for none. */
  ending: Uint32Array;
  /** Depth of the longest suffix, itself included, that a deny pattern goes on from; 0 for none. */
  denyDepth: Uint16Array;
  /** The same for allow patterns. */
  allowDepth: Uint16Array;
  maxDepth: number;
}

/** Builds the automaton. Of patterns with the same symbols, an allow pattern wins, then the lowest rule. */
export function buildAutomaton(patterns: readonly Pattern[], symbolCount: number): Automaton {
  const sorted = patterns.toSorted(comparePatterns);
  const trie = buildTrie(sorted, symbolCount);
  const live = markLive(trie);
  const { failure, ending } = linkFailures(trie);
  const { rootChild, firstChild, symbol, depth, rule } = trie;
  const denyDepth = deepestLive(live, denyBit, depth, failure);
  const allowDepth = deepestLive(live, allowBit, depth, failure);
  const maxDepth = depth[depth.length - 1] ?? 0;
  return { rootChild, firstChild, symbol, failure, depth, rule, ending, denyDepth, allowDepth, maxDepth };
}

/** The child of `node` by `symbol`, or 0. */
export function findChild(trie: Trie, node: number, symbol: number): number {
  if (node === 0) return trie.rootChild[symbol]!;
  let low = trie.firstChild[node]!;
  let high = trie.firstChild[node + 1]!;
  while (high - low > 4) {
    const middle = (low + high) >>> 1;
    if (trie.symbol[middle]! <= symbol) low = middle;
    else high = middle;
  }
  for (; low < high; low++) if (trie.symbol[low] === symbol) return low;
  return 0;
}

/** The state after `symbol`: the longest suffix of what was read that begins a pattern. */
export function nextState(automaton: Automaton, state: number, symbol: number): number {
  for (let node = state; ; node = automaton.failure[node]!) {
    const child = findChild(automaton, node, symbol);
    if (child !== 0) return child;
    if (node === 0) return 0;
  }
}

interface Trie {
  rootChild: Uint32Array;
  firstChild: Uint32Array;
  symbol: Uint16Array;
  depth: Uint16Array;
  rule: Int32Array;
}

function comparePatterns(a: Pattern, b: Pattern): number {
  if (a.symbols < b.symbols) return -1;
  return a.symbols > b.symbols ? 1 : a.rule - b.rule;
}

function buildTrie(sorted: readonly Pattern[], symbolCount: number): Trie & { parent: Uint32Array } {
  const capacity = sorted.reduce((sum, pattern) => sum + pattern.symbols.length, 1);
  const low = new Uint32Array(capacity);
  const high = new Uint32Array(capacity);
  const parent = new Uint32Array(capacity);
  const firstChild = new Uint32Array(capacity + 1);
  const symbol = new Uint16Array(capacity);
  const depth = new Uint16Array(capacity);
  const rule = new Int32Array(capacity).fill(noRule);
  high[0] = sorted.length;
  let count = 1;
  for (let node = 0; node < count; node++) {
    firstChild[node] = count;
    const level = depth[node]!;
    let index = low[node]!;
    const end = high[node]!;
    if (index < end && sorted[index]!.symbols.length === level) rule[node] = sorted[index]!.rule;
    while (index < end && sorted[index]!.symbols.length === level) index++;
    while (index < end) {
      const next = sorted[index]!.symbols.charCodeAt(level);
      low[count] = index;
      while (index < end && sorted[index]!.symbols.charCodeAt(level) === next) index++;
      high[count] = index;
      symbol[count] = next;
      depth[count] = level + 1;
      parent[count++] = node;
    }
  }
  firstChild[count] = count;
  const rootChild = new Uint32Array(symbolCount);
  for (let child = 1; child < firstChild[1]!; child++) rootChild[symbol[child]!] = child;
  return {
    rootChild,
    firstChild: firstChild.slice(0, count + 1),
    symbol: symbol.slice(0, count),
    depth: depth.slice(0, count),
    rule: rule.slice(0, count),
    parent: parent.slice(0, count),
  };
}

const denyBit = 1;
const allowBit = 2;

/** Marks the nodes that a deny or an allow pattern goes on from. */
function markLive(trie: Trie & { parent: Uint32Array }): Uint8Array {
  const live = new Uint8Array(trie.symbol.length);
  for (let node = live.length - 1; node > 0; node--) {
    const rule = trie.rule[node]!;
    const ends = rule === allowRule ? allowBit : rule === noRule ? 0 : denyBit;
    live[trie.parent[node]!]! |= live[node]! | ends;
  }
  return live;
}

function linkFailures(trie: Trie & { parent: Uint32Array }): { failure: Uint32Array; ending: Uint32Array } {
  const failure = new Uint32Array(trie.symbol.length);
  const ending = new Uint32Array(trie.symbol.length);
  for (let node = 1; node < failure.length; node++) {
    const symbol = trie.symbol[node]!;
    let target = 0;
    for (let suffix = trie.parent[node]!; suffix !== 0 && target === 0; ) {
      suffix = failure[suffix]!;
      target = findChild(trie, suffix, symbol);
    }
    failure[node] = target;
    ending[node] = trie.rule[node] === noRule ? ending[target]! : node;
  }
  return { failure, ending };
}

function deepestLive(live: Uint8Array, bit: number, depth: Uint16Array, failure: Uint32Array): Uint16Array {
  const deepest = new Uint16Array(live.length);
  for (let node = 1; node < live.length; node++) {
    deepest[node] = live[node]! & bit ? depth[node]! : deepest[failure[node]!]!;
  }
  return deepest;
}
