import { CircleAlert, Info, TriangleAlert } from 'lucide-react';

const looks = {
  info: { icon: Info, className: 'border-line bg-accent-soft', iconClass: 'text-accent-text' },
  warning: { icon: TriangleAlert, className: 'border-warning-line bg-warning-soft', iconClass: 'text-warning' },
  error: { icon: CircleAlert, className: 'border-danger-line bg-danger-soft', iconClass: 'text-danger' },
};

interface StripProps {
  severity: keyof typeof looks;
  text: string;
  testId: string;
  children?: React.ReactNode;
}

/** A line across the window that says what is wrong and what can be done. */
export function Strip({ severity, text, testId, children }: StripProps) {
  const { icon: Icon, className, iconClass } = looks[severity];
  return (
    <div
      role={severity === 'error' ? 'alert' : 'status'}
      className={`flex items-center gap-3 border-b px-4 py-2 text-sm ${className}`}
      data-testid={testId}
      data-severity={severity}
    >
      <Icon className={`size-[18px] shrink-0 ${iconClass}`} aria-hidden />
      <p className="min-w-0 flex-1 break-words" dir="auto">
        {text}
      </p>
      {children}
    </div>
  );
}
