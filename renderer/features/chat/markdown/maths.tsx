import type Katex from 'katex';
import { Suspense, use } from 'react';

const loading: { katex?: Promise<typeof Katex> } = {};

/** KaTeX and its style sheet come with the first formula. */
function loadKatex(): Promise<typeof Katex> {
  loading.katex ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(
    ([module]) => module.default,
  );
  return loading.katex;
}

/** A formula. TeX that KaTeX cannot read stays as text. */
export function Maths(props: { tex: string; display: boolean }) {
  return (
    <Suspense fallback={<code>{props.tex}</code>}>
      <Formula {...props} />
    </Suspense>
  );
}

function Formula({ tex, display }: { tex: string; display: boolean }) {
  const html = renderFormula(use(loadKatex()), tex, display);
  return html === null ? <code>{tex}</code> : <span dir="ltr" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** KaTeX escapes what it prints, and without `trust` no command can make a link or load anything. */
function renderFormula(katex: typeof Katex, tex: string, displayMode: boolean): string | null {
  try {
    return katex.renderToString(tex, { displayMode, output: 'htmlAndMathml', strict: 'ignore', maxSize: 50 });
  } catch {
    return null; // A formula that is still being written, or no TeX at all.
  }
}
