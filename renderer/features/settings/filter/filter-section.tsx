import { useRef } from 'react';
import { t } from '../../../i18n/translate.ts';
import { ListRow } from './list-row.tsx';
import { NewLists } from './new-lists.tsx';
import { RestartCounts } from './restart-counts.tsx';
import { useWordLists } from './use-word-lists.ts';

/** The sensitive-word lists: which are in force, how they are matched, and the user's own words. */
export function FilterSection() {
  const { lists, refresh } = useWordLists();
  const introduction = useRef<HTMLParagraphElement>(null);
  const onDeleted = (): void => {
    // The row goes, and the keyboard must not be lost with it.
    introduction.current?.focus();
    refresh();
  };
  return (
    <>
      <p ref={introduction} tabIndex={-1} className="py-3.5 text-[13px] text-ink-soft outline-none">
        {t('filter.text')}
      </p>
      {lists.map((list) => (
        <ListRow key={list.id} list={list} onChanged={refresh} onDeleted={onDeleted} />
      ))}
      <NewLists onAdded={refresh} />
      <RestartCounts />
    </>
  );
}
