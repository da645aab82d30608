import { ChevronRight } from 'lucide-react';

interface FoldProps {
  title: string;
  open: boolean;
  onToggle(open: boolean): void;
  testId?: string;
  children: React.ReactNode;
}

/** More of something, one click away. What is folded is not drawn. */
export function Fold({ title, open, onToggle, testId, children }: FoldProps) {
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onToggle(!open)}
        className="-ms-1 flex min-h-7 items-center gap-1 rounded-md pe-1.5 text-[13px] text-ink-soft hover:text-ink"
        data-testid={testId}
      >
        <ChevronRight
          className={`size-4 transition-transform ${open ? 'rotate-90' : 'rtl:-scale-x-100'}`}
          aria-hidden
        />
        {title}
      </button>
      {open && children}
    </div>
  );
}
