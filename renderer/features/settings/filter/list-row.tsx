import { useState } from 'react';
import type { WordListInfo } from '../../../../electron/contract/word-lists.ts';
import { host } from '../../../host/connect.ts';
import { currentLocale, t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { AskDialog } from '../../../ui/ask-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { Toggle } from '../../../ui/toggle.tsx';
import { Row } from '../../../ui/fields.tsx';
import { exportList } from './export-list.ts';
import { FoldingsChoice } from './foldings-choice.tsx';
import { ListEditor } from './list-editor.tsx';

/** The id of the list that is always there. */
const ownListId = 'user';

interface ListRowProps {
  list: WordListInfo;
  onChanged(): void;
  onDeleted(): void;
}

/** One list: on or off, its words where the user keeps them, and how they are matched. */
export function ListRow({ list, onChanged, onDeleted }: ListRowProps) {
  const own = list.id === ownListId;
  const [open, setOpen] = useState(own);
  const [deleting, setDeleting] = useState(false);
  const toggleId = `list-${list.id}`;
  const choose = (enabled: boolean): void =>
    void host.filter.chooseList({ id: list.id, enabled }).then(onChanged, reportFailure);
  const remove = (): void => void host.filter.deleteList({ id: list.id }).then(onDeleted, reportFailure);
  return (
    <div role="group" aria-label={list.name} data-testid="word-list" data-list-id={list.id}>
      <Row label={list.name} help={describeList(list)} htmlFor={toggleId}>
        <Toggle id={toggleId} checked={list.enabled} onChange={choose} />
      </Row>
      <div className="-ms-3.5 flex flex-wrap pb-2">
        <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="list-open">
          {open ? t('filter.close') : t(list.builtIn ? 'filter.matching' : 'filter.edit')}
        </Button>
        {!list.builtIn && (
          <>
            <Button look="quiet" onClick={() => void exportList(list.id, 'text')} data-testid="list-export-text">
              {t('filter.exportText')}
            </Button>
            <Button look="quiet" onClick={() => void exportList(list.id, 'json')} data-testid="list-export-json">
              {t('filter.exportJson')}
            </Button>
          </>
        )}
        {!list.builtIn && !own && (
          <Button look="quiet" onClick={() => setDeleting(true)} data-testid="list-delete">
            {t('filter.delete')}
          </Button>
        )}
      </div>
      {open && (
        <div className="pb-4">
          {!list.builtIn && <ListEditor list={list} headFixed={own} onSaved={onChanged} />}
          <FoldingsChoice list={list} onChanged={onChanged} />
        </div>
      )}
      <AskDialog
        open={deleting}
        title={t('filter.deleteTitle', { name: list.name })}
        text={t('filter.deleteText', { count: list.wordCount })}
        confirm={t('filter.delete')}
        onConfirm={remove}
        onClose={() => setDeleting(false)}
      />
    </div>
  );
}

function describeList({ category, language, severity, wordCount, builtIn }: WordListInfo): string {
  const facts = [
    t(builtIn ? 'filter.builtInHelp' : 'filter.userHelp', { count: wordCount }),
    // The user's own list is of no category but that.
    category !== 'own' && category,
    language !== null && describeLanguage(language),
    severity !== null && t('filter.severityOf', { severity: t(`severity.${severity}`) }),
  ];
  return facts.filter((fact) => fact !== false).join(' · ');
}

/** A language's name; what is no language code stands as it was written. */
function describeLanguage(code: string): string {
  try {
    return new Intl.DisplayNames(currentLocale(), { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
