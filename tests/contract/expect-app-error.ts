import { ORPCError } from '@orpc/client';
import { expect } from 'vitest';
import type { AppErrorCode } from '../../models/app-error.ts';

/** Expects a call to fail as the contract says: with this code, and a sentence to read. */
export async function expectAppError(call: Promise<unknown>, code: AppErrorCode): Promise<void> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ORPCError);
  const { defined, code: kind, data, message } = error as ORPCError<string, { code: string }>;
  expect({ defined, kind, code: data?.code }).toEqual({ defined: true, kind: 'APP', code });
  // A sentence may begin with the name of a file.
  expect(message).toMatch(/^(?:\p{Lu}|\S+\.\w+ ).{10,}[.!]$/u);
}
