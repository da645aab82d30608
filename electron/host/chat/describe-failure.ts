import { AppError } from '../../../models/app-error.ts';
import type { MessageFailure } from '../../../models/conversation/conversation.ts';
import type { EngineState } from '../../contract/engine-state.ts';

/**
 * A failed reply in words: one sentence, and behind it what helps to find the cause. `nextTry`: what the next load does
 * otherwise, after the engine ended.
 */
export function describeFailure(error: unknown, engine: EngineState, nextTry: string | null = null): MessageFailure {
  if (!(error instanceof AppError)) {
    return {
      code: 'bug',
      message: 'Something went wrong inside Conclave. Try again.',
      details: error instanceof Error ? [error.name] : [],
    };
  }
  const details = Object.entries(error.data).map(([name, value]) => `${name}: ${String(value)}`);
  const { death } = engine;
  if (error.code === 'engineDied' && death) {
    if (death.signal) details.push(`Signal: ${death.signal}`);
    if (death.exitCode !== null) details.push(`Exit code: ${death.exitCode}`);
    details.push(...death.lastLines);
  }
  const message = error.code === 'engineDied' && nextTry !== null ? `${error.message} ${nextTry}` : error.message;
  return { code: error.code, message, details };
}
