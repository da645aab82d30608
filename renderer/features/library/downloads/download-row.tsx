import { ArrowDown, ArrowUp, CircleCheck, Pause, Play, X } from 'lucide-react';
import { memo, useState } from 'react';
import type { Download } from '../../../../electron/contract/downloads-state.ts';
import { host } from '../../../host/connect.ts';
import { formatBytes } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { useDownloads } from '../../../stores/downloads-store.ts';
import { useModels } from '../../../stores/models-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { FoldButton } from '../../../ui/fold.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { talkTo } from '../talk-to.ts';
import { describeProgress, readControl } from './describe-download.ts';
import { DownloadProblem } from './download-problem.tsx';
import { useNow } from './use-now.ts';

interface DownloadRowProps {
  id: string;
  index: number;
  last: boolean;
  onCancel(): void;
}

/** One download: how far it is, what is in its way, and what can be done with it. */
export const DownloadRow = memo(function DownloadRow({ id, index, last, onCancel }: DownloadRowProps) {
  const download = useDownloads(({ byId }) => byId[id]);
  const now = useNow(download?.status === 'waiting');
  if (download === undefined) return null;
  const { status, doneBytes, totalBytes, name } = download;
  const text = describeProgress(download, now);
  return (
    <li
      className="rounded-xl border border-line bg-surface px-4 py-3 shadow-raised"
      data-testid="download"
      data-id={id}
      data-status={status}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-[min(100%,12rem)] flex-1">
          <h2 className="flex flex-wrap items-center gap-2 text-[15px] leading-snug font-semibold">
            <bdi className="min-w-0 break-words">{name}</bdi>
            {download.level !== null && <Badge>{download.level}</Badge>}
          </h2>
          <p className="mt-0.5 text-[13px] text-ink-soft tabular-nums">
            {status === 'done' && <CircleCheck className="me-1.5 inline size-4 text-accent-text" aria-hidden />}
            {status === 'done' ? t('download.doneText', { size: text }) : text}
          </p>
        </div>
        <Controls download={download} index={index} last={last} onCancel={onCancel} />
      </div>
      {status !== 'done' && (
        <div className="mt-2.5">
          <ProgressBar
            label={t('download.progress', { name })}
            value={totalBytes > 0 ? doneBytes / totalBytes : 0}
            text={text}
            live={status === 'running' || status === 'verifying'}
            testId="download-progress"
          />
        </div>
      )}
      {download.files.length > 1 && status !== 'done' && <Parts download={download} />}
      {download.problem !== null && <DownloadProblem download={download} problem={download.problem} />}
    </li>
  );
});

function Controls({ download, index, last, onCancel }: Omit<DownloadRowProps, 'id'> & { download: Download }) {
  const { id: downloadId, name, status, modelId } = download;
  const installed = useModels(({ byId }) => (modelId === null ? undefined : byId[modelId]));
  const control = readControl(download);
  const move = (to: number): void => void host.downloads.move({ downloadId, index: to }).catch(reportFailure);
  if (status === 'done') {
    if (modelId === null || installed === undefined || installed.kind !== 'chat') return null;
    return (
      <Button
        look="primary"
        onClick={() => void talkTo(modelId)}
        aria-label={t('offer.useLevel', { level: name })}
        data-testid="download-use"
      >
        {t('offer.use')}
      </Button>
    );
  }
  return (
    <div className="flex items-center">
      {control === 'pause' && (
        <IconButton
          label={t('download.pause', { name })}
          onClick={() => void host.downloads.pause({ downloadId }).catch(reportFailure)}
          data-testid="download-pause"
        >
          <Pause />
        </IconButton>
      )}
      {control === 'resume' && (
        <IconButton
          label={t('download.resume', { name })}
          onClick={() => void host.downloads.resume({ downloadId }).catch(reportFailure)}
          data-testid="download-resume"
        >
          <Play />
        </IconButton>
      )}
      <IconButton
        label={t('download.up', { name })}
        disabled={index === 0}
        onClick={() => move(index - 1)}
        data-testid="download-up"
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={t('download.down', { name })}
        disabled={last}
        onClick={() => move(index + 1)}
        data-testid="download-down"
      >
        <ArrowDown />
      </IconButton>
      <IconButton label={t('download.cancel', { name })} onClick={onCancel} data-testid="download-cancel">
        <X />
      </IconButton>
    </div>
  );
}

function Parts({ download }: { download: Download }) {
  const [open, setOpen] = useState(false);
  const whole = download.files.filter((file) => file.doneBytes >= file.totalBytes).length;
  return (
    <div className="mt-1.5">
      <FoldButton
        title={t('download.files', { done: whole, count: download.files.length })}
        open={open}
        onToggle={setOpen}
        testId="download-files"
      />
      {open && (
        <ul className="mt-1 grid gap-2 text-[13px]">
          {download.files.map((file) => (
            <li key={file.fileName}>
              <div className="mb-1 flex flex-wrap justify-between gap-x-4">
                <bdi className="min-w-0 break-all text-ink-soft">{file.fileName}</bdi>
                <span className="tabular-nums">
                  {t('engine.of', { used: formatBytes(file.doneBytes), total: formatBytes(file.totalBytes) })}
                </span>
              </div>
              <ProgressBar
                label={file.fileName}
                value={file.totalBytes > 0 ? file.doneBytes / file.totalBytes : 0}
                live={download.status === 'running'}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
