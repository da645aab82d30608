import { useEffect, useRef, useState } from 'react';
import type { EngineJob } from '../../../electron/contract/models-state.ts';
import { t } from '../../i18n/translate.ts';
import { useEngineJob } from '../../stores/engine-job-store.ts';
import { describeJobNews } from './describe-job-news.ts';

/** Tells a screen reader that a tune or a measurement has begun, how it goes by quarters, and how it ended. */
export function JobAnnouncer() {
  const job = useEngineJob((state) => state.job);
  const before = useRef<EngineJob | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const news = describeJobNews(before.current, job);
    before.current = job;
    if (news !== null) setText(t(news.key, news.values));
  }, [job]);
  return (
    <p aria-live="polite" className="sr-only" data-testid="job-announcer">
      {text}
    </p>
  );
}
