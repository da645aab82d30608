import { useEffect, useState } from 'react';
import type { WordReport } from '../../../electron/contract.ts';
import type { VisibleSettings } from '../../../models/settings.ts';
import { host } from '../../host/connect.ts';
import type { Host } from '../../host/connect.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { updateSettings } from '../../stores/settings-store.ts';
import { Row, Toggle } from './fields.tsx';
import { RestartCounts } from './restart-counts.tsx';
import { TextSetting } from './text-setting.tsx';

type FilterLists = Awaited<ReturnType<Host['filter']['lists']>>;

/** The sensitive-word lists: which are in force, and the user's own words. */
export function FilterSection({ settings }: { settings: VisibleSettings }) {
  const { builtInEnabled, userEnabled } = settings.filter;
  const [lists, setLists] = useState<FilterLists>([]);
  const [report, setReport] = useState<WordReport | null>(null);
  useEffect(() => {
    host.filter.lists().then(setLists, reportFailure);
  }, [builtInEnabled, userEnabled, report]);

  const save = async (text: string): Promise<boolean> => {
    try {
      setReport(await host.filter.setUserWords({ text }));
      return true;
    } catch (error) {
      reportFailure(error);
      return false;
    }
  };
  return (
    <>
      <p className="py-3.5 text-[13px] text-ink-soft">{t('filter.text')}</p>
      <Row
        label={t('filter.builtIn')}
        help={t('filter.builtInHelp', { count: countWords(lists, true) })}
        htmlFor="filter-built-in"
      >
        <Toggle
          id="filter-built-in"
          checked={builtInEnabled}
          onChange={(next) => void updateSettings({ filter: { builtInEnabled: next } })}
        />
      </Row>
      <Row
        label={t('filter.user')}
        help={t('filter.userHelp', { count: countWords(lists, false) })}
        htmlFor="filter-user"
      >
        <Toggle
          id="filter-user"
          checked={userEnabled}
          onChange={(next) => void updateSettings({ filter: { userEnabled: next } })}
        />
      </Row>
      <Row label={t('filter.words')} help={t('filter.wordsHelp')} htmlFor="user-words" stacked>
        <UserWords onSave={save} />
        {report !== null && <Report report={report} />}
      </Row>
      <RestartCounts />
    </>
  );
}

function UserWords({ onSave }: { onSave(text: string): Promise<boolean> }) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    host.filter.getUserWords().then((words) => setText(words.text), reportFailure);
  }, []);
  if (text === null) return <p className="text-sm text-ink-faint">{t('filter.loading')}</p>;
  return (
    <TextSetting
      id="user-words"
      rows={8}
      text={text}
      monospaced
      testId="user-words"
      saveTestId="user-words-save"
      placeholder={t('filter.placeholder')}
      onSave={onSave}
    />
  );
}

function Report({ report }: { report: WordReport }) {
  return (
    <div role="status" className="mt-3 text-sm" data-testid="user-words-report">
      <p>{t('filter.accepted', { count: report.accepted })}</p>
      {report.problems.length > 0 && (
        <ul className="mt-2 max-h-40 overflow-y-auto rounded-[10px] border border-warning-line bg-warning-soft px-3.5 py-2">
          {report.problems.map(({ line, message }) => (
            <li key={line} className="py-0.5 text-[13px]">
              <span className="font-medium">{t('filter.line', { line: formatNumber(line, 0) })}</span> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function countWords(lists: FilterLists, builtIn: boolean): number {
  return lists.filter((list) => list.builtIn === builtIn).reduce((sum, list) => sum + list.wordCount, 0);
}
