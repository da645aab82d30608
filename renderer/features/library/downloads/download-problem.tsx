import { CloudOff, FileWarning, HardDrive, Hourglass, KeyRound, RefreshCw, TriangleAlert } from 'lucide-react';
import type { Download, DownloadProblem as Problem } from '../../../../electron/contract/downloads-state.ts';
import { host } from '../../../host/connect.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Button } from '../../../ui/button.tsx';
import { TokenForm } from '../../../ui/token-form.tsx';
import { readControl } from './describe-download.ts';

const icons = {
  diskFull: HardDrive,
  offline: CloudOff,
  rateLimited: Hourglass,
  hubFailed: CloudOff,
  accessDenied: KeyRound,
  changed: RefreshCw,
  corrupt: FileWarning,
  notFound: TriangleAlert,
} as const;

/** What keeps a download from going on, and the way on. */
export function DownloadProblem({ download, problem }: { download: Download; problem: Problem }) {
  const { code, message } = problem;
  // What tries again by itself is a nuisance; the rest needs the user.
  const passing = download.status === 'waiting' || download.status === 'running';
  const Icon = icons[code];
  const retry = (): void => void host.downloads.resume({ downloadId: download.id }).catch(reportFailure);
  return (
    <section
      aria-label={t(`downloadproblem.${code}`)}
      className={`rise mt-3 flex gap-3 rounded-xl border p-3.5 ${passing ? 'border-warning-line bg-warning-soft' : 'border-danger-line bg-danger-soft'}`}
      data-testid="download-problem"
      data-code={code}
    >
      <Icon className={`mt-0.5 size-[18px] shrink-0 ${passing ? 'text-warning' : 'text-danger'}`} aria-hidden />
      <div className="min-w-0 flex-1">
        <h3 className="text-sm font-semibold">{t(`downloadproblem.${code}`)}</h3>
        <p className="text-sm break-words" dir="auto">
          {message}
        </p>
        {code === 'accessDenied' && (
          <div className="mt-2.5 max-w-[34rem]">
            <TokenForm onSaved={retry} />
          </div>
        )}
        {(download.status === 'waiting' || readControl(download) === 'resume') && (
          <Button className="mt-2.5 h-8" onClick={retry} data-testid="download-retry">
            {t(code === 'changed' ? 'download.takeChanged' : 'common.tryAgain')}
          </Button>
        )}
      </div>
    </section>
  );
}
