import { ORPCError } from '@orpc/client';
import type { AppErrorCode } from '../../models/app-error.ts';
import { t } from '../i18n/translate.ts';
import { useConnection } from '../stores/connection-store.ts';

/** The sentence to show for a failed call: the host's own for expected failures, a general one for the rest. */
export function describeFailure(error: unknown): string {
  if (failureCode(error) !== null) return (error as Error).message;
  return useConnection.getState().status === 'open' ? t('failure.unexpected') : t('failure.noConnection');
}

/** The code of an expected failure, or null for a bug or a lost connection. */
export function failureCode(error: unknown): AppErrorCode | null {
  if (!(error instanceof ORPCError) || error.code !== 'APP') return null;
  return (error.data as { code: AppErrorCode }).code;
}
