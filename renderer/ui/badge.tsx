const looks = {
  plain: 'border-line bg-sunken text-ink-soft',
  accent: 'border-transparent bg-accent-soft text-accent-text',
  warning: 'border-warning-line bg-warning-soft text-warning',
  danger: 'border-danger-line bg-danger-soft text-danger',
};

interface BadgeProps {
  look?: keyof typeof looks;
  title?: string;
  className?: string;
  children: React.ReactNode;
}

/** A word or two that mark what they stand beside. */
export function Badge({ look = 'plain', title, className = '', children }: BadgeProps) {
  return (
    <span
      title={title}
      className={`inline-flex h-[22px] max-w-full shrink-0 items-center gap-1 rounded-md border px-1.5 text-xs font-medium whitespace-nowrap [&>svg]:size-3.5 [&>svg]:shrink-0 ${looks[look]} ${className}`}
    >
      {children}
    </span>
  );
}
