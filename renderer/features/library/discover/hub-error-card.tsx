import { CircleAlert, CloudOff, Hourglass, KeyRound, RotateCcw } from 'lucide-react';
import { t } from '../../../i18n/translate.ts';
import type { HubFailure } from '../../../stores/hub-store.ts';
import { showModels } from '../../../stores/view-store.ts';
import { Button } from '../../../ui/button.tsx';
import { TokenForm } from '../../../ui/token-form.tsx';

const icons = { offline: CloudOff, rateLimited: Hourglass, accessDenied: KeyRound } as const;

interface HubErrorCardProps {
  failure: HubFailure;
  onRetry(): void;
}

/** Why the hub gave no answer and what to do, in the place where the answer would be. */
export function HubErrorCard({ failure, onRetry }: HubErrorCardProps) {
  const { code } = failure;
  const Icon = (code !== null && icons[code as keyof typeof icons]) || CircleAlert;
  const title =
    code === 'offline' || code === 'rateLimited' || code === 'accessDenied' || code === 'notFound'
      ? t(`huberror.${code}`)
      : t('huberror.hubFailed');
  return (
    <section
      role="alert"
      aria-label={title}
      className="rise mt-5 rounded-2xl border border-danger-line bg-danger-soft p-4"
      data-testid="hub-error"
      data-code={code ?? 'unexpected'}
    >
      <div className="flex gap-3">
        <Icon className="mt-0.5 size-5 shrink-0 text-danger" aria-hidden />
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-0.5 text-sm break-words" dir="auto">
            {failure.message}
          </p>
          {code === 'accessDenied' && (
            <div className="mt-3 max-w-[34rem]">
              <TokenForm onSaved={onRetry} />
            </div>
          )}
          {code === 'offline' && <p className="mt-1 text-sm text-ink-soft">{t('huberror.offlineHelp')}</p>}
          <div className="mt-3 flex flex-wrap gap-2">
            <Button onClick={onRetry} data-testid="hub-retry">
              <RotateCcw className="size-4" />
              {t('crash.retry')}
            </Button>
            {code === 'offline' && (
              <Button look="quiet" onClick={() => showModels('installed')}>
                {t('huberror.toInstalled')}
              </Button>
            )}
          </div>
        </div>
      </div>
    </section>
  );
}
