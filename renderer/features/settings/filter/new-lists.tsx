import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { WordReport } from '../../../../electron/contract/word-lists.ts';
import { t } from '../../../i18n/translate.ts';
import { Button } from '../../../ui/button.tsx';
import { Row } from '../../../ui/fields.tsx';
import { ImportList } from './import-list.tsx';
import { ListEditor } from './list-editor.tsx';
import { ListReport } from './list-report.tsx';

/** What became of a list that is new, with its name. */
export type NamedReport = WordReport & { name: string };

/** Where lists come from: written here, or taken over from a file. */
export function NewLists({ onAdded }: { onAdded(): void }) {
  const [adding, setAdding] = useState(false);
  const [report, setReport] = useState<NamedReport | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setAdding(false);
    // The form goes, and the keyboard must not be lost with it.
    addButton.current?.focus();
  };
  const take = (added: NamedReport | null): void => {
    setReport(added);
    if (added !== null) onAdded();
  };
  return (
    <Row label={t('filter.more')} help={t('filter.moreHelp')} stacked>
      <div className="flex flex-wrap gap-2">
        <Button ref={addButton} aria-expanded={adding} onClick={() => setAdding(!adding)} data-testid="list-add">
          <Plus className="size-4" />
          {t('filter.add')}
        </Button>
        <ImportList onImported={take} />
      </div>
      {adding && <ListEditor list={null} onSaved={(saved) => (close(), take(saved))} onCancel={close} />}
      {report !== null && <ListReport report={report} name={report.name} testId="new-list-report" />}
    </Row>
  );
}
