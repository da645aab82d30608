import { KeyRound, Unplug } from 'lucide-react';
import { reconnectNow } from '../../host/connect.ts';
import { t } from '../../i18n/translate.ts';
import { useConnection } from '../../stores/connection-store.ts';
import { Button } from '../../ui/button.tsx';
import { ExpertsMark } from '../../ui/experts-mark.tsx';
import { Strip } from '../../ui/strip.tsx';

/** Whether the host answers. A loss is a line above what is still on screen; before the first answer it is the page. */
export function ConnectionState() {
  const status = useConnection((connection) => connection.status);
  const everOpen = useConnection((connection) => connection.everOpen);
  if (status === 'open') return <span hidden data-testid="connection-state" data-status="open" />;
  if (everOpen && status === 'lost') {
    return (
      <div data-testid="connection-state" data-status={status}>
        <Strip severity="warning" text={t('connection.lostLine')} testId="connection-lost">
          <Button className="h-8" onClick={reconnectNow}>
            {t('connection.retry')}
          </Button>
        </Strip>
      </div>
    );
  }
  return <Cover status={status} />;
}

function Cover({ status }: { status: 'connecting' | 'lost' | 'unauthorised' }) {
  const Icon = status === 'unauthorised' ? KeyRound : Unplug;
  return (
    <div
      className={`fixed inset-0 z-50 flex flex-col items-center justify-center gap-2 bg-canvas px-6 text-center ${status === 'connecting' ? 'late' : ''}`}
      role="status"
      data-testid="connection-state"
      data-status={status}
    >
      {status === 'connecting' ? <ExpertsMark live className="size-11" /> : <Icon className="size-9 text-warning" />}
      {status !== 'connecting' && (
        <>
          <h1 className="mt-2 font-display text-xl">{t(`connection.${status}Title`)}</h1>
          <p className="max-w-[26rem] text-sm text-ink-soft">{t(`connection.${status}Text`)}</p>
          <Button className="mt-3" onClick={reconnectNow}>
            {t('connection.retry')}
          </Button>
        </>
      )}
      {status === 'connecting' && <span className="sr-only">{t('connection.connecting')}</span>}
    </div>
  );
}
