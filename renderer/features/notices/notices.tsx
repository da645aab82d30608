import { X } from 'lucide-react';
import { t } from '../../i18n/translate.ts';
import { dismissNotice, useNotices } from '../../stores/notices-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** What the user should know that belongs to no conversation; each line can be dismissed. */
export function Notices() {
  const fromHost = useNotices((notices) => notices.fromHost);
  const local = useNotices((notices) => notices.local);
  return (
    <section aria-label={t('notices.label')} className="shrink-0">
      {[...fromHost, ...local].map((notice) => (
        <Strip key={notice.key} severity={notice.severity} text={notice.message} testId="notice">
          <IconButton
            label={t('notices.dismiss')}
            onClick={() => dismissNotice(notice.key)}
            data-testid="notice-dismiss"
          >
            <X />
          </IconButton>
        </Strip>
      ))}
    </section>
  );
}
