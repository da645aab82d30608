import { create } from 'zustand';
import type { LibraryState } from '../../electron/contract/models-state.ts';

/** Places that models are listed from, work on files, and files that were dropped on the window. */
export const useLibrary = create<LibraryState>(() => ({ places: [], tasks: [], dropped: null }));
