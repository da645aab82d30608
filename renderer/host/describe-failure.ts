import { ORPCError } from '@orpc/client';
import type { AppErrorCode } from '../../models/app-error.ts';
import { t } from '../i18n/translate.ts';

/** The sentence to show for a failed call: the host's own for expected failures, a general one for bugs. */
export function describeFailure(error: unknown): string {
  return failureCode(error) === null ? t('failure.unexpected') : (error as Error).message;
}

/** The code of an expected failure, or null for a bug or a lost connection. */
export function failureCode(error: unknown): AppErrorCode | null {
  if (!(error instanceof ORPCError) || error.code !== 'APP') return null;
  return (error.data as { code: AppErrorCode }).code;
}
