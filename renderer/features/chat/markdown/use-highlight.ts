import { useEffect, useState } from 'react';
import { LineHighlighter, loadHighlighter } from './highlighter.ts';
import { findGrammar } from './languages.ts';

/** What colouring may take of one frame; the rest of a long text follows in later frames. */
const frameBudgetMs = 6;

/** A highlighter for these lines, null until its grammar is there. Renders again as colours become known. */
export function useHighlight(lines: readonly string[], language: string): LineHighlighter | null {
  const [highlighter, setHighlighter] = useState<LineHighlighter | null>(null);
  const [, setPass] = useState(0);
  const grammar = findGrammar(language);

  useEffect(() => {
    setHighlighter(null);
    if (grammar === null) return;
    let wanted = true;
    loadHighlighter(grammar).then(
      (shiki) => wanted && setHighlighter(new LineHighlighter(shiki, grammar)),
      () => {}, // Without a grammar the code stays readable in one colour.
    );
    return () => void (wanted = false);
  }, [grammar]);

  useEffect(() => {
    if (highlighter === null) return;
    let frame = 0;
    const work = (): void => {
      const done = highlighter.advance(lines, frameBudgetMs);
      setPass((pass) => pass + 1);
      if (!done) frame = requestAnimationFrame(work);
    };
    frame = requestAnimationFrame(work);
    return () => cancelAnimationFrame(frame);
  }, [highlighter, lines]);

  return highlighter;
}
