import { Check, Copy, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../i18n/translate.ts';
import { IconButton } from './button.tsx';

const shownMs = 1600;

/** Puts a text on the clipboard and says so for a moment. */
export function CopyButton(props: { getText(): string; label: string; testId?: string; className?: string }) {
  const [outcome, setOutcome] = useState<'done' | 'failed' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => {
    navigator.clipboard.writeText(props.getText()).then(
      () => setOutcome('done'),
      () => setOutcome('failed'),
    );
  };
  return (
    <IconButton
      label={outcome === null ? props.label : t(`copy.${outcome}`)}
      onClick={copy}
      data-testid={props.testId}
      className={props.className}
    >
      {outcome === null ? (
        <Copy />
      ) : outcome === 'done' ? (
        <Check className="text-accent-text" />
      ) : (
        <X className="text-danger" />
      )}
    </IconButton>
  );
}
