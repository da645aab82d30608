import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../i18n/translate.ts';
import { IconButton } from './button.tsx';

const shownMs = 1600;

/** Puts a text on the clipboard and says so for a moment. */
export function CopyButton(props: { getText(): string; label: string; testId?: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => void navigator.clipboard.writeText(props.getText()).then(() => setCopied(true));
  return (
    <IconButton
      label={copied ? t('copy.done') : props.label}
      onClick={copy}
      data-testid={props.testId}
      className={props.className}
    >
      {copied ? <Check className="text-accent-text" /> : <Copy />}
    </IconButton>
  );
}
