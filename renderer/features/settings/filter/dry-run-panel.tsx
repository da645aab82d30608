import { useRef, useState } from 'react';
import type { DryRun } from '../../../../electron/contract/word-lists.ts';
import { host } from '../../../host/connect.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { openConversation, useView } from '../../../stores/view-store.ts';
import { Button } from '../../../ui/button.tsx';
import { Row } from '../../../ui/fields.tsx';
import { useWordLists } from './use-word-lists.ts';

/** What the lists, with other words for one of them, would have restarted in one's own past conversations. */
export function DryRunPanel() {
  const { lists } = useWordLists();
  const [listId, setListId] = useState('user');
  const [run, setRun] = useState<DryRun | null>(null);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const start = (): void => {
    const text = area.current?.value ?? '';
    setBusy(true);
    host.filter
      .dryRun({ change: text.trim() === '' ? null : { id: listId, text } })
      .then(setRun, reportFailure)
      .finally(() => setBusy(false));
  };
  return (
    <Row label={t('workbench.dryRun')} help={t('workbench.dryRunHelp')} stacked>
      <label className="text-[13px]">
        {t('workbench.dryRunList')}
        <select
          value={listId}
          onChange={(event) => setListId(event.currentTarget.value)}
          className="field mt-1 block w-auto! max-w-full"
        >
          {lists
            .filter((list) => !list.builtIn)
            .map((list) => (
              <option key={list.id} value={list.id}>
                {list.name}
              </option>
            ))}
        </select>
      </label>
      <textarea
        ref={area}
        rows={3}
        dir="auto"
        spellCheck={false}
        aria-label={t('workbench.dryRunWords')}
        placeholder={t('workbench.dryRunWords')}
        className="field mt-2 block resize-y font-mono text-[13px]"
        data-testid="dry-run-words"
      />
      <Button className="mt-2" onClick={start} disabled={busy} data-testid="dry-run">
        {t('workbench.dryRunStart')}
      </Button>
      {run !== null && <Hits run={run} />}
    </Row>
  );
}

function Hits({ run }: { run: DryRun }) {
  const open = (conversationId: string): void => {
    openConversation(conversationId);
    useView.setState({ settingsOpen: false });
  };
  const counts = { conversations: run.conversations, messages: run.messages, hits: run.stopped };
  return (
    <div role="status" className="mt-3 text-sm" data-testid="dry-run-result">
      <p>{t('workbench.dryRunFound', counts)}</p>
      <ul tabIndex={0} aria-label={t('workbench.dryRun')} className="mt-2 max-h-48 overflow-y-auto text-[13px]">
        {run.hits.map((hit) => (
          <li
            key={`${hit.messageId} ${hit.source}`}
            className="flex flex-wrap items-center justify-between gap-x-4 py-0.5"
          >
            <button
              type="button"
              className="min-h-6 max-w-full truncate underline"
              dir="auto"
              onClick={() => open(hit.conversationId)}
            >
              {hit.title}
            </button>
            <span className="text-ink-soft">{describeHit(hit)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function describeHit({ source, listName, category, ruleNumber }: DryRun['hits'][number]): string {
  const rule = t('workbench.ruleOf', { list: listName, category, number: formatNumber(ruleNumber, 0) });
  return `${t(`source.${source}`)} · ${rule}`;
}
