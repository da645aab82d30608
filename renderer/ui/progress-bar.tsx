interface ProgressBarProps {
  label: string;
  /** From 0 to 1. */
  value: number;
  /** What a screen reader says instead of the percentage. */
  text?: string;
  testId?: string;
  /** Whether it goes on at the moment. */
  live?: boolean;
}

/** How far something is, as a bar. */
export function ProgressBar({ label, value, text, testId, live = true }: ProgressBarProps) {
  const percent = Math.floor(Math.max(0, Math.min(1, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      className="h-1.5 overflow-hidden rounded-full bg-line"
      data-testid={testId}
    >
      <div
        className={`h-full rounded-full transition-[width] duration-300 ${live ? 'bg-accent' : 'bg-field-line'}`}
        style={{ width: `${Math.max(0, Math.min(1, value)) * 100}%` }}
      />
    </div>
  );
}
