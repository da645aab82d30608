import { ChevronRight } from 'lucide-react';

/** Lines for those who want to know more, folded away. */
export function FoldedDetails({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <details className="group/details mt-2 text-sm">
      <summary className="flex w-fit list-none items-center gap-1 rounded-md text-ink-soft hover:text-ink">
        <ChevronRight className="size-4 transition-transform group-open/details:rotate-90 rtl:-scale-x-100" />
        {title}
      </summary>
      <pre
        dir="ltr"
        tabIndex={0}
        className="mt-2 max-h-48 overflow-auto rounded-lg border border-line bg-surface p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap"
      >
        {lines.join('\n')}
      </pre>
    </details>
  );
}
