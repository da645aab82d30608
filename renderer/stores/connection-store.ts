import { create } from 'zustand';
import type { ConnectionStatus } from '../host/connect.ts';

/** Whether the host can be reached. */
export const useConnection = create<{ status: ConnectionStatus; everOpen: boolean }>(() => ({
  status: 'connecting',
  everOpen: false,
}));
