import { Suspense, lazy } from 'react';

const Markdown = lazy(async () => ({ default: (await import('./markdown/markdown.tsx')).Markdown }));

/** Reads the Markdown code ahead, once the window is up and idle. */
export function preloadMarkdown(): void {
  requestIdleCallback(() => void import('./markdown/markdown.tsx'));
}

/** A text as Markdown, and plain for the moment until the code for it is there. */
export function MarkdownText(props: { text: string; live: boolean }) {
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap">{props.text}</p>}>
      <Markdown {...props} />
    </Suspense>
  );
}
