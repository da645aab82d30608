import { create } from 'zustand';
import type { AppInfo, EngineState } from '../../electron/contract.ts';

/** The engine process, and what the host says of itself; null until it has answered. */
export const useEngine = create<{ engine: EngineState | null; info: AppInfo | null }>(() => ({
  engine: null,
  info: null,
}));
