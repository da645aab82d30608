import { create } from 'zustand';
import type { AppInfo } from '../../electron/contract/app-state.ts';
import type { EngineState } from '../../electron/contract/engine-state.ts';

/** The engine process, and what the host says of itself; null until it has answered. */
export const useEngine = create<{ engine: EngineState | null; info: AppInfo | null }>(() => ({
  engine: null,
  info: null,
}));
