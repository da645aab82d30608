import { create } from 'zustand';
import type { EngineJob } from '../../electron/contract/models-state.ts';
import { host } from '../host/connect.ts';
import { reportFailure } from './notices-store.ts';

/** The tune or measurement that runs, or that failed and was not dismissed; null without one. */
export const useEngineJob = create<{ job: EngineJob | null }>(() => ({ job: null }));

/** Ends the running job, or takes a failed one away. */
export function endJob(): void {
  host.models.endJob().catch(reportFailure);
}
