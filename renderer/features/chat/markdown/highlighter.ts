import type { GrammarState, HighlighterCore } from 'shiki/core';
import { loadGrammar } from './languages.ts';

/** A piece of a line in one colour; a null colour is the text's own. */
export interface Token {
  text: string;
  color: string | null;
}

const theme = 'conclave';
let core: Promise<HighlighterCore> | null = null;
const grammars = new Map<string, Promise<HighlighterCore>>();

/** Shiki with its JavaScript engine, which needs neither WebAssembly nor eval, and with one grammar. */
export function loadHighlighter(grammar: string): Promise<HighlighterCore> {
  let loading = grammars.get(grammar);
  if (loading === undefined) {
    core ??= createCore();
    loading = Promise.all([core, loadGrammar(grammar)]).then(async ([highlighter, language]) => {
      await highlighter.loadLanguage(language);
      return highlighter;
    });
    grammars.set(grammar, loading);
  }
  return loading;
}

async function createCore(): Promise<HighlighterCore> {
  const [shiki, engine] = await Promise.all([import('shiki/core'), import('shiki/engine/javascript')]);
  const colors = {
    foreground: 'inherit',
    'token-constant': 'var(--code-constant)',
    'token-string': 'var(--code-string)',
    'token-string-expression': 'var(--code-string)',
    'token-comment': 'var(--code-comment)',
    'token-keyword': 'var(--code-keyword)',
    'token-parameter': 'inherit',
    'token-function': 'var(--code-function)',
    'token-punctuation': 'var(--code-punctuation)',
    'token-link': 'var(--code-string)',
  };
  return shiki.createHighlighterCore({
    themes: [shiki.createCssVariablesTheme({ name: theme, variablePrefix: '--shiki-', variableDefaults: colors })],
    langs: [],
    engine: engine.createJavaScriptRegexEngine({ forgiving: true }),
  });
}

/** Colours a text line by line, and after a change only the lines from the first changed one on. */
export class LineHighlighter {
  readonly #highlighter: HighlighterCore;
  readonly #grammar: string;
  readonly #lines: { text: string; tokens: Token[]; after: GrammarState | undefined }[] = [];

  constructor(highlighter: HighlighterCore, grammar: string) {
    this.#highlighter = highlighter;
    this.#grammar = grammar;
  }

  /** Works for at most `budgetMs`. True once every line has its colours. */
  advance(lines: readonly string[], budgetMs: number): boolean {
    const end = performance.now() + budgetMs;
    let index = 0;
    while (index < lines.length && this.#lines[index]?.text === lines[index]) index += 1;
    this.#lines.length = index;
    for (; index < lines.length; index += 1) {
      if (performance.now() > end) return false;
      this.#lines.push(this.#colour(lines[index] ?? '', this.#lines[index - 1]?.after));
    }
    return true;
  }

  /** The colours of a line, or null while they are not known. */
  tokensOf(index: number, text: string): Token[] | null {
    const line = this.#lines[index];
    return line?.text === text ? line.tokens : null;
  }

  #colour(text: string, before: GrammarState | undefined) {
    const lines = this.#highlighter.codeToTokensBase(text, {
      lang: this.#grammar,
      theme,
      ...(before === undefined ? {} : { grammarState: before }),
    });
    // The state hangs on this very array.
    const after = this.#highlighter.getLastGrammarState(lines);
    const tokens = (lines[0] ?? []).map(({ content, color }) => ({
      text: content,
      color: color === undefined || color === 'inherit' || color.includes('foreground') ? null : color,
    }));
    return { text, tokens, after };
  }
}
