import type { PatternSet } from './pattern-set.ts';

/** Symbol of every character that occurs in no pattern. */
export const unknownSymbol = 0;
/** Symbol that stands between characters where a word begins or ends. */
export const boundarySymbol = 1;
/** Symbol of a pattern for any one letter. */
export const wildcardSymbol = 2;
export const firstSymbol = 3;

/** Stands in place of a rule where an allow phrase ends. */
export const allowRule = -2;
export const noRule = -1;

/**
 * An Aho–Corasick automaton in typed arrays. Nodes are numbered breadth first, so that the children of `n` are
 * `firstChild[n]` to `firstChild[n + 1]`, ordered by symbol; node 0 is the root.
 */
export interface Automaton extends Trie {
  failure: Uint32Array;
  /** The longest suffix of this node, itself included, where a pattern ends; 0 for none. */
  ending: Uint32Array;
  /** Depth of the longest suffix, itself included, that a deny pattern goes on from; 0 for none. */
  denyDepth: Uint16Array;
  /** The same for allow patterns. */
  allowDepth: Uint16Array;
  /** Which sets of uses the deny patterns that go on from here permit: bit `n` for the set `n`. */
  permitted: Uint16Array;
  maxDepth: number;
  hasWildcard: boolean;
}

interface Trie {
  rootChild: Uint32Array;
  firstChild: Uint32Array;
  symbol: Uint16Array;
  depth: Uint16Array;
  /** The first deny rule that ends here, `allowRule`, or `noRule`. */
  rule: Int32Array;
  /** The next rule that ends at the same node as a rule, or `noRule`. */
  nextRule: Int32Array;
  parent: Uint32Array;
}

/** Builds the automaton; `ruleUses` is the set of uses that each rule permits. */
export function buildAutomaton(patterns: PatternSet, symbolCount: number, ruleUses: Uint8Array): Automaton {
  const trie = buildTrie(patterns, symbolCount, ruleUses.length);
  const permitted = collectPermitted(trie, ruleUses);
  const liveAllow = markAllow(trie);
  const { failure, ending } = linkFailures(trie);
  const maxDepth = trie.depth.at(-1) ?? 0;
  return {
    ...trie,
    parent: new Uint32Array(0),
    failure,
    ending,
    permitted,
    denyDepth: deepestLive(permitted, trie.depth, failure),
    allowDepth: deepestLive(liveAllow, trie.depth, failure),
    maxDepth,
    hasWildcard: trie.symbol.includes(wildcardSymbol),
  };
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

/**
 * Reads the sorted patterns once: what a pattern shares with the one before it has its nodes already, and the others
 * of one depth are new in the order in which breadth-first numbering wants them.
 */
function buildTrie(patterns: PatternSet, symbolCount: number, ruleCount: number): Trie {
  const sorted = patterns.sort();
  const { shared, nextOfDepth, nodeCount } = numberNodes(patterns, sorted);
  const parent = new Uint32Array(nodeCount);
  const firstChild = new Uint32Array(nodeCount + 1);
  const symbol = new Uint16Array(nodeCount);
  const depth = new Uint16Array(nodeCount);
  const rule = new Int32Array(nodeCount).fill(noRule);
  const nextRule = new Int32Array(ruleCount).fill(noRule);
  const path = new Uint32Array(nextOfDepth.length + 1);
  let lastRule = noRule;
  for (let index = 0; index < sorted.length; index++) {
    const pattern = sorted[index]!;
    const length = patterns.lengthOf(pattern);
    for (let level = shared[index]!; level < length; level++) {
      const node = nextOfDepth[level + 1]!++;
      const above = path[level]!;
      path[level + 1] = node;
      parent[node] = above;
      symbol[node] = patterns.symbolAt(pattern, level);
      depth[node] = level + 1;
      if (firstChild[above] === 0) firstChild[above] = node;
    }
    const ended = patterns.ruleOf(pattern);
    const end = path[length]!;
    if (rule[end] === noRule) rule[end] = ended;
    else if (lastRule >= 0 && ended >= 0) nextRule[lastRule] = ended;
    lastRule = ended;
  }
  firstChild[nodeCount] = nodeCount;
  for (let node = nodeCount - 1; node >= 0; node--)
    if (firstChild[node] === 0) firstChild[node] = firstChild[node + 1]!;
  const rootChild = new Uint32Array(symbolCount);
  for (let child = 1; child < firstChild[1]!; child++) rootChild[symbol[child]!] = child;
  return { rootChild, firstChild, symbol, depth, rule, nextRule, parent };
}

/** How many symbols each pattern shares with the one before it, and where the nodes of each depth begin. */
function numberNodes(
  patterns: PatternSet,
  sorted: Uint32Array,
): { shared: Uint16Array; nextOfDepth: Uint32Array; nodeCount: number } {
  const shared = new Uint16Array(sorted.length);
  let longest = 0;
  for (const pattern of sorted) longest = Math.max(longest, patterns.lengthOf(pattern));
  const added = new Uint32Array(longest + 2);
  for (let index = 0; index < sorted.length; index++) {
    const pattern = sorted[index]!;
    const length = patterns.lengthOf(pattern);
    let common = 0;
    if (index > 0) {
      const before = sorted[index - 1]!;
      while (common < length && patterns.symbolAt(pattern, common) === patterns.symbolAt(before, common)) common++;
    }
    shared[index] = common;
    for (let level = common + 1; level <= length; level++) added[level]!++;
  }
  const nextOfDepth = new Uint32Array(longest + 1);
  let nodeCount = 1;
  for (let level = 1; level <= longest; level++) {
    nextOfDepth[level] = nodeCount;
    nodeCount += added[level]!;
  }
  return { shared, nextOfDepth, nodeCount };
}

function collectPermitted(trie: Trie, ruleUses: Uint8Array): Uint16Array {
  const permitted = new Uint16Array(trie.symbol.length);
  for (let node = permitted.length - 1; node > 0; node--) {
    let sets = permitted[node]!;
    for (let rule = trie.rule[node]!; rule >= 0; rule = trie.nextRule[rule]!) sets |= 1 << ruleUses[rule]!;
    permitted[trie.parent[node]!]! |= sets;
  }
  return permitted;
}

function markAllow(trie: Trie): Uint8Array {
  const live = new Uint8Array(trie.symbol.length);
  for (let node = live.length - 1; node > 0; node--) {
    live[trie.parent[node]!]! |= live[node]! | (trie.rule[node] === allowRule ? 1 : 0);
  }
  return live;
}

function linkFailures(trie: Trie): { failure: Uint32Array; ending: Uint32Array } {
  const failure = new Uint32Array(trie.symbol.length);
  const ending = new Uint32Array(trie.symbol.length);
  for (let node = 1; node < failure.length; node++) {
    const symbol = trie.symbol[node]!;
    let target = 0;
    for (let suffix = trie.parent[node]!; suffix !== 0 && target === 0;) {
      suffix = failure[suffix]!;
      target = findChild(trie, suffix, symbol);
    }
    failure[node] = target;
    ending[node] = trie.rule[node] === noRule ? ending[target]! : node;
  }
  return { failure, ending };
}

function deepestLive(live: Uint8Array | Uint16Array, depth: Uint16Array, failure: Uint32Array): Uint16Array {
  const deepest = new Uint16Array(live.length);
  for (let node = 1; node < live.length; node++) {
    deepest[node] = live[node] === 0 ? deepest[failure[node]!]! : depth[node]!;
  }
  return deepest;
}
