import { ArrowDown } from 'lucide-react';
import { useCallback, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { VList } from 'virtua';
import type { VListHandle } from 'virtua';
import { t } from '../../i18n/translate.ts';
import { MessageRow } from './message-row.tsx';

/** Closer to the end than this counts as at the end. */
const nearEndPx = 32;

/** What others may ask of the list. */
export interface MessageListHandle {
  followEnd(): void;
}

interface MessageListProps {
  ref: React.Ref<MessageListHandle>;
  order: string[];
  /** Stands after the last message. */
  footer: React.ReactNode;
}

/** The messages, of which only those near the view are in the DOM. It follows the end until the user scrolls up. */
export function MessageList({ ref, order, footer }: MessageListProps) {
  const list = useRef<VListHandle>(null);
  const lastOffset = useRef(0);
  const following = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const follow = (next: boolean): void => {
    following.current = next;
    setAtEnd(next);
  };
  const endIndex = order.length;
  const scrollToEnd = useCallback(() => list.current?.scrollToIndex(endIndex, { align: 'end' }), [endIndex]);
  const followEnd = (): void => {
    follow(true);
    scrollToEnd();
  };
  useImperativeHandle(ref, () => ({ followEnd }));
  useLayoutEffect(() => {
    if (following.current) scrollToEnd();
  }, [scrollToEnd]);

  const onScroll = (offset: number): void => {
    const handle = list.current;
    if (handle === null) return;
    const remaining = handle.scrollSize - handle.viewportSize - offset;
    // Text that grows moves the end away without a scroll; only a user scrolls up.
    if (remaining <= nearEndPx) follow(true);
    else if (offset < lastOffset.current) follow(false);
    lastOffset.current = offset;
  };

  return (
    <div className="relative min-h-0 flex-1">
      <VList
        ref={list}
        data={[...order, null]}
        bufferSize={600}
        onScroll={onScroll}
        onResize={() => following.current && scrollToEnd()}
        className="overscroll-contain [overflow-anchor:none]"
        tabIndex={0}
        aria-label={t('chat.messages')}
        role="region"
        data-testid="message-list"
      >
        {(id) =>
          id === null ? (
            <div key="end" className="h-fit pb-6">
              {footer}
            </div>
          ) : (
            <MessageRow key={id} id={id} />
          )
        }
      </VList>
      {!atEnd && (
        <button
          type="button"
          onClick={followEnd}
          className="rise absolute bottom-3 start-1/2 flex h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-surface px-3.5 text-sm shadow-floating hover:bg-sunken rtl:translate-x-1/2"
          data-testid="to-latest"
        >
          <ArrowDown className="size-4" />
          {t('chat.toLatest')}
        </button>
      )}
    </div>
  );
}
