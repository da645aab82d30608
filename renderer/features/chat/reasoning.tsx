import { ChevronRight } from 'lucide-react';
import type { Message } from '../../../models/conversation/conversation.ts';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { toggleFold, useFold } from '../../stores/folds-store.ts';
import { MarkdownText } from './markdown-text.tsx';

/** What the model thought before it answered, folded away under a line that says how long it took. */
export function Reasoning({ message }: { message: Message }) {
  const open = useFold(message.id);
  const thinking = message.status === 'streaming' && message.text === '' && message.reasoningMs === null;
  const title = thinking
    ? t('reasoning.thinking')
    : message.reasoningMs === null
      ? t('reasoning.thought')
      : t('reasoning.thoughtFor', { duration: formatDuration(message.reasoningMs) });
  const contentId = `reasoning-${message.id}`;
  return (
    <div data-testid="reasoning" data-open={open}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={contentId}
        onClick={() => toggleFold(message.id)}
        className="-ms-1.5 flex items-center gap-1 rounded-lg px-1.5 py-0.5 text-sm text-ink-soft hover:bg-hover hover:text-ink"
        data-testid="reasoning-toggle"
      >
        <ChevronRight
          className={`size-4 transition-transform rtl:-scale-x-100 ${open ? 'rotate-90 rtl:-rotate-90' : ''}`}
        />
        {title}
      </button>
      {open && (
        <div
          id={contentId}
          className="ms-2 mt-1.5 border-s-2 border-line ps-4 text-sm text-ink-soft"
          data-testid="reasoning-text"
        >
          <MarkdownText text={message.reasoning} live={thinking} />
        </div>
      )}
    </div>
  );
}
