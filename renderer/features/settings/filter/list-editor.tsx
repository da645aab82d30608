import { useEffect, useRef, useState } from 'react';
import type { WordListInfo, WordReport } from '../../../../electron/contract/word-lists.ts';
import { host } from '../../../host/connect.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Button } from '../../../ui/button.tsx';
import { TextSetting } from '../text-setting.tsx';
import { ListHeadFields, readHead } from './list-head-fields.tsx';
import { ListReport } from './list-report.tsx';

/** Text that a browser's text field still opens without a pause, in UTF-16 units. */
const maxEditedAtOnce = 200_000;

interface ListEditorProps {
  /** Null for a list that is new. */
  list: WordListInfo | null;
  /** True where only the words can be changed. */
  headFixed?: boolean;
  onSaved(report: WordReport & { name: string }): void;
  onCancel?(): void;
}

/** The words of a list, and for a list of one's own making its name, category, language and severity. */
export function ListEditor({ list, headFixed = false, onSaved, onCancel }: ListEditorProps) {
  const [text, setText] = useState<string | null>(list === null ? '' : null);
  const [report, setReport] = useState<WordReport | null>(null);
  const [insists, setInsists] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const id = list?.id ?? null;
  useEffect(() => {
    if (id === null) form.current?.querySelector('input')?.focus();
    else host.filter.getList({ id }).then((kept) => setText(kept.text), reportFailure);
  }, [id]);
  if (text === null) return <p className="text-sm text-ink-faint">{t('filter.loading')}</p>;
  if (text.length > maxEditedAtOnce && !insists && list !== null) {
    return <LongList onOpen={() => setInsists(true)} />;
  }
  const save = async (words: string): Promise<boolean> => {
    try {
      const head = headFixed && list !== null ? list : readHead(form.current);
      const { name, category, language, severity } = head;
      const saved = await host.filter.saveList({ id, name, category, language, severity, text: words });
      setReport(saved);
      onSaved({ ...saved, name });
      return true;
    } catch (error) {
      reportFailure(error);
      return false;
    }
  };
  const testId = id === 'user' ? 'user-words' : 'list-words';
  return (
    <form ref={form} onSubmit={(event) => event.preventDefault()} className="mt-1">
      {!headFixed && <ListHeadFields list={list} />}
      <p className="mb-2 text-[13px] text-ink-soft">{t('filter.wordsHelp')}</p>
      <TextSetting
        id={`words-${id ?? 'new'}`}
        label={list === null ? t('filter.newWords') : t('filter.words', { name: list.name })}
        rows={8}
        text={text}
        monospaced
        testId={testId}
        saveTestId={`${testId}-save`}
        placeholder={t('filter.placeholder')}
        onSave={save}
        more={
          onCancel && (
            <Button look="quiet" onClick={onCancel}>
              {t('common.cancel')}
            </Button>
          )
        }
      />
      {report !== null && <ListReport report={report} testId={`${testId}-report`} />}
    </form>
  );
}

/** A list that is better edited elsewhere. */
function LongList({ onOpen }: { onOpen(): void }) {
  return (
    <div className="text-[13px] text-ink-soft" data-testid="list-long">
      <p>{t('filter.longList')}</p>
      <Button className="mt-2" onClick={onOpen} data-testid="list-long-open">
        {t('filter.longListOpen')}
      </Button>
    </div>
  );
}
