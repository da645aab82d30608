import { ChevronRight } from 'lucide-react';

interface FoldButtonProps {
  title: string;
  open: boolean;
  onToggle(open: boolean): void;
  testId?: string;
}

/** Folds and unfolds more of something. What is folded is not drawn. */
export function FoldButton({ title, open, onToggle, testId }: FoldButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={() => onToggle(!open)}
      className="-ms-1 inline-flex min-h-6 items-center gap-1 rounded-md pe-1.5 text-[13px] text-ink-soft hover:text-ink"
      data-testid={testId}
    >
      <ChevronRight className={`size-4 transition-transform ${open ? 'rotate-90' : 'rtl:-scale-x-100'}`} aria-hidden />
      {title}
    </button>
  );
}
