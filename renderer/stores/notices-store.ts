import { create } from 'zustand';
import type { Notice } from '../../electron/contract/app-state.ts';
import { host } from '../host/connect.ts';
import { describeFailure } from '../host/describe-failure.ts';

interface NoticesStore {
  /** From the host, which remembers that they were dismissed. */
  fromHost: Notice[];
  /** Made here: a call that failed. */
  local: Notice[];
}

/** What the user should know that belongs to no conversation. */
export const useNotices = create<NoticesStore>(() => ({ fromHost: [], local: [] }));

/** Shows why a call failed. */
export function reportFailure(error: unknown): void {
  reportProblem(describeFailure(error));
}

/** Shows what is wrong, in a sentence. The same one is never shown twice. */
export function reportProblem(message: string): void {
  const notice: Notice = { key: `local:${message}`, severity: 'error', message };
  useNotices.setState(({ local }) => ({ local: [...local.filter(({ key }) => key !== notice.key), notice] }));
}

/** Takes a notice away, here and in the host. */
export function dismissNotice(key: string): void {
  useNotices.setState(({ local, fromHost }) => ({
    local: local.filter((notice) => notice.key !== key),
    fromHost: fromHost.filter((notice) => notice.key !== key),
  }));
  if (!key.startsWith('local:')) host.app.dismissNotice({ key }).catch(reportFailure);
}
