import { X } from 'lucide-react';
import { host } from '../../../host/connect.ts';
import { formatBytes } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { useLibrary } from '../../../stores/library-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { IconButton } from '../../../ui/button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';

/** Copies and verifications that run, and those that ended badly. */
export function LibraryTasks() {
  const tasks = useLibrary((library) => library.tasks);
  if (tasks.length === 0) return null;
  return (
    <ul className="mb-4 grid gap-2" aria-label={t('task.label')}>
      {tasks.map((task) => {
        const title = t(`task.${task.kind}`, { file: task.fileName });
        return (
          <li
            key={task.id}
            className={`rounded-xl border px-4 py-3 ${task.problem === null ? 'border-line bg-surface' : 'border-danger-line bg-danger-soft'}`}
            data-testid="library-task"
            data-kind={task.kind}
            data-problem={task.problem !== null}
          >
            <div className="flex items-start gap-3">
              <div className="min-w-0 flex-1">
                <p className="text-sm font-medium break-all" dir="auto">
                  {title}
                </p>
                {task.problem !== null && (
                  <p role="alert" className="mt-0.5 text-sm text-danger" dir="auto">
                    {task.problem}
                  </p>
                )}
              </div>
              {task.problem === null ? (
                <span className="text-[13px] text-ink-soft tabular-nums">
                  {t('engine.of', { used: formatBytes(task.doneBytes), total: formatBytes(task.totalBytes) })}
                </span>
              ) : (
                <IconButton
                  label={t('notices.dismiss')}
                  onClick={() => void host.models.dismissTask({ taskId: task.id }).catch(reportFailure)}
                  data-testid="task-dismiss"
                >
                  <X />
                </IconButton>
              )}
            </div>
            {task.problem === null && (
              <div className="mt-2">
                <ProgressBar label={title} value={task.totalBytes > 0 ? task.doneBytes / task.totalBytes : 0} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
