import { useCallback, useEffect, useState } from 'react';
import type { WordListInfo } from '../../../../electron/contract/word-lists.ts';
import { host } from '../../../host/connect.ts';
import { reportFailure } from '../../../stores/notices-store.ts';

/** The lists as the host has them now, and a way to ask again after a change. */
export function useWordLists(): { lists: WordListInfo[]; refresh(): void } {
  const [lists, setLists] = useState<WordListInfo[]>([]);
  const refresh = useCallback(() => void host.filter.lists().then(setLists, reportFailure), []);
  useEffect(refresh, [refresh]);
  return { lists, refresh };
}
