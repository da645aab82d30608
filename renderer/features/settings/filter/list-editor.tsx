import { useEffect, useRef, useState } from 'react';
import type { WordListInfo, WordReport } from '../../../../electron/contract.ts';
import { host } from '../../../host/connect.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Button } from '../../../ui/button.tsx';
import { TextSetting } from '../text-setting.tsx';
import { ListHeadFields, readHead } from './list-head-fields.tsx';

interface ListEditorProps {
  /** Null for a list that is new. */
  list: WordListInfo | null;
  /** True where only the words can be changed. */
  headFixed?: boolean;
  onSaved(): void;
  onCancel?(): void;
}

/** The words of a list, and for a list of one's own making its name, category, language and severity. */
export function ListEditor({ list, headFixed = false, onSaved, onCancel }: ListEditorProps) {
  const [text, setText] = useState<string | null>(list === null ? '' : null);
  const [report, setReport] = useState<WordReport | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = list?.id ?? null;
  useEffect(() => {
    if (id !== null) host.filter.getList({ id }).then((kept) => setText(kept.text), reportFailure);
  }, [id]);
  if (text === null) return <p className="text-sm text-ink-faint">{t('filter.loading')}</p>;
  const save = async (words: string): Promise<boolean> => {
    try {
      const head = headFixed && list !== null ? list : readHead(form.current);
      const { name, category, language, severity } = head;
      setReport(await host.filter.saveList({ id, name, category, language, severity, text: words }));
      onSaved();
      return true;
    } catch (error) {
      reportFailure(error);
      return false;
    }
  };
  const testId = id === 'user' ? 'user-words' : 'list-words';
  return (
    <form ref={form} onSubmit={(event) => event.preventDefault()} className="mt-1" aria-label={t('filter.words')}>
      {!headFixed && <ListHeadFields list={list} />}
      <p className="mb-2 text-[13px] text-ink-soft">{t('filter.wordsHelp')}</p>
      <TextSetting
        id={`words-${id ?? 'new'}`}
        label={t('filter.words')}
        rows={8}
        text={text}
        monospaced
        testId={testId}
        saveTestId={`${testId}-save`}
        placeholder={t('filter.placeholder')}
        onSave={save}
      />
      {onCancel && (
        <Button look="quiet" onClick={onCancel} className="mt-2">
          {t('common.cancel')}
        </Button>
      )}
      {report !== null && <ListReport report={report} testId={`${testId}-report`} />}
    </form>
  );
}

/** What became of a list's entries, with those that were not taken over. */
export function ListReport({ report, testId }: { report: WordReport; testId: string }) {
  return (
    <div role="status" className="mt-3 text-sm" data-testid={testId}>
      <p>{t('filter.accepted', { count: report.accepted })}</p>
      {report.problems.length > 0 && (
        <ul
          tabIndex={0}
          className="mt-2 max-h-40 overflow-y-auto rounded-[10px] border border-warning-line bg-warning-soft px-3.5 py-2"
        >
          {report.problems.map(({ line, message }) => (
            <li key={`${line} ${message}`} className="py-0.5 text-[13px]">
              <span className="font-medium">{t('filter.line', { line: formatNumber(line, 0) })}</span> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
