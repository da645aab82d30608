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

/**
 * A pattern as a string: its symbols, a zero, and its rule. Sorted, equal patterns follow each other, allow phrases
 * first and then by rule; and a pattern comes before the longer ones that it begins.
 */
export function encodePattern(symbols: readonly number[], rule: number): string {
  const order = rule === allowRule ? 0 : rule + 1;
  return String.fromCharCode(...symbols, unknownSymbol, order >>> 16, order & 0xffff);
}

/** Builds the automaton; `ruleUses` is the set of uses that each rule permits. */
export function buildAutomaton(patterns: readonly string[], symbolCount: number, ruleUses: Uint8Array): Automaton {
  const trie = buildTrie(patterns.toSorted(), symbolCount, ruleUses.length);
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

function buildTrie(sorted: readonly string[], symbolCount: number, ruleCount: number): Trie {
  const capacity = sorted.reduce((sum, pattern) => sum + pattern.length - 3, 1);
  const low = new Uint32Array(capacity);
  const high = new Uint32Array(capacity);
  const parent = new Uint32Array(capacity);
  const firstChild = new Uint32Array(capacity + 1);
  const symbol = new Uint16Array(capacity);
  const depth = new Uint16Array(capacity);
  const rule = new Int32Array(capacity).fill(noRule);
  const nextRule = new Int32Array(ruleCount).fill(noRule);
  high[0] = sorted.length;
  let count = 1;
  for (let node = 0; node < count; node++) {
    firstChild[node] = count;
    const level = depth[node]!;
    const end = high[node]!;
    let index = low[node]!;
    for (let last = noRule; index < end && sorted[index]!.charCodeAt(level) === unknownSymbol; index++) {
      const ended = decodeRule(sorted[index]!, level);
      if (rule[node] === noRule) rule[node] = ended;
      else if (last >= 0) nextRule[last] = ended;
      last = ended;
    }
    while (index < end) {
      const next = sorted[index]!.charCodeAt(level);
      low[count] = index;
      while (index < end && sorted[index]!.charCodeAt(level) === next) index++;
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
    nextRule,
    parent: parent.slice(0, count),
  };
}

function decodeRule(pattern: string, level: number): number {
  const order = pattern.charCodeAt(level + 1) * 0x10000 + pattern.charCodeAt(level + 2);
  return order === 0 ? allowRule : order - 1;
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
