import { useEffect, useRef, useState } from 'react';
import type { Download } from '../../../electron/contract/downloads-state.ts';
import { t } from '../../i18n/translate.ts';
import { useDownloads } from '../../stores/downloads-store.ts';
import { findNews } from './find-news.ts';

/** Tells a screen reader when a download starts, is done or needs the user; never how far it is. */
export function DownloadsAnnouncer() {
  const byId = useDownloads((downloads) => downloads.byId);
  const ready = useDownloads((downloads) => downloads.ready);
  const before = useRef<Record<string, Download> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (!ready) return;
    // What the host already had when the page came is no news.
    const news = before.current === null ? [] : findNews(before.current, byId);
    before.current = byId;
    if (news.length > 0) setText(news.map(({ event, name }) => t(`downloadnews.${event}`, { name })).join(' '));
  }, [byId, ready]);
  return (
    <p aria-live="polite" className="sr-only" data-testid="downloads-announcer">
      {text}
    </p>
  );
}
