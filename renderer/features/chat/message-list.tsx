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
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VListHandle>(null);
  const lastOffset = useRef(0);
  const following = useRef(true);
  const lettingGo = useRef(false);
  const [atEnd, setAtEnd] = useState(true);

  const follow = (next: boolean): void => {
    following.current = next;
    lettingGo.current = false;
    setAtEnd(next);
  };
  // Not by the list's own `scrollTo`: it repeats itself while sizes change, and would hold on to the user.
  const scrollToEnd = useCallback(() => {
    const viewport = frame.current?.firstElementChild;
    if (viewport) viewport.scrollTop = viewport.scrollHeight;
  }, []);
  const followEnd = (): void => {
    follow(true);
    scrollToEnd();
  };
  useImperativeHandle(ref, () => ({ followEnd }));
  useLayoutEffect(() => {
    if (following.current) scrollToEnd();
  }, [scrollToEnd, order.length]);

  const onScroll = (offset: number): void => {
    const handle = list.current;
    if (handle === null) return;
    const remaining = handle.scrollSize - handle.viewportSize - offset;
    const up = offset < lastOffset.current;
    lastOffset.current = offset;
    // Text that grows moves the end away without a scroll; only a user scrolls up.
    if (up) lettingGo.current = false;
    if (up && remaining > nearEndPx) follow(false);
    if (!up && remaining <= nearEndPx && !lettingGo.current) follow(true);
  };
  /** Lets go at the first sign of it: a smooth scroll upwards would lose against text that keeps growing. */
  const letGo = (): void => {
    const handle = list.current;
    if (handle === null || handle.scrollOffset === 0 || !following.current) return;
    follow(false);
    // A scroll to the end that is still on its way must not take hold again.
    lettingGo.current = true;
  };

  return (
    <div ref={frame} className="relative min-h-0 flex-1">
      <VList
        ref={list}
        data={[...order, null]}
        bufferSize={600}
        onScroll={onScroll}
        onWheel={(event) => event.deltaY < 0 && letGo()}
        onTouchMove={letGo}
        onKeyDown={(event) => scrollsUp(event) && letGo()}
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

function scrollsUp({ key, shiftKey }: React.KeyboardEvent): boolean {
  return ['ArrowUp', 'PageUp', 'Home'].includes(key) || (key === ' ' && shiftKey);
}
