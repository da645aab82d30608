import { Plus } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../../i18n/translate.ts';
import { Button } from '../../../ui/button.tsx';
import { Row } from '../fields.tsx';
import { ImportList } from './import-list.tsx';
import { ListEditor } from './list-editor.tsx';
import { ListRow } from './list-row.tsx';
import { RestartCounts } from './restart-counts.tsx';
import { useWordLists } from './use-word-lists.ts';

/** The sensitive-word lists: which are in force, how they are matched, and the user's own words. */
export function FilterSection() {
  const { lists, refresh } = useWordLists();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <p className="py-3.5 text-[13px] text-ink-soft">{t('filter.text')}</p>
      {lists.map((list) => (
        <ListRow key={list.id} list={list} onChanged={refresh} />
      ))}
      <Row label={t('filter.more')} help={t('filter.moreHelp')} stacked>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setAdding(true)} disabled={adding} data-testid="list-add">
            <Plus className="size-4" />
            {t('filter.add')}
          </Button>
          <ImportList onImported={refresh} />
        </div>
        {adding && (
          <ListEditor list={null} onSaved={() => (setAdding(false), refresh())} onCancel={() => setAdding(false)} />
        )}
      </Row>
      <RestartCounts />
    </>
  );
}
