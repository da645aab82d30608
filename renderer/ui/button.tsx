import type { ComponentProps } from 'react';

const looks = {
  primary: 'bg-accent text-accent-ink hover:brightness-110 border-transparent',
  secondary: 'bg-surface border-line-strong hover:bg-hover',
  quiet: 'border-transparent hover:bg-hover text-ink-soft hover:text-ink',
  danger: 'bg-danger-soft border-danger-line text-danger hover:brightness-95',
};

type ButtonProps = ComponentProps<'button'> & { look?: keyof typeof looks };

/** A button with a text. */
export function Button({ look = 'secondary', className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex h-9 shrink-0 items-center justify-center gap-2 rounded-[10px] border px-3.5 text-sm font-medium transition-[background,filter] disabled:opacity-50 ${looks[look]} ${className}`}
      {...rest}
    />
  );
}

/** A square button that shows only an icon; its label is its name and its tooltip. */
export function IconButton({ label, className = '', ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-soft transition-colors hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 [&>svg]:size-[17px] ${className}`}
      {...rest}
    />
  );
}
