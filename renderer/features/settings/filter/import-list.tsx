import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { host } from '../../../host/connect.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure, reportProblem } from '../../../stores/notices-store.ts';
import { Button } from '../../../ui/button.tsx';
import type { NamedReport } from './new-lists.tsx';

/** As long as a list may be, in bytes. */
const maxFileBytes = 50_000_000;

/** Takes a list over from a file, text or JSON. A null report says that none was. */
export function ImportList({ onImported }: { onImported(report: NamedReport | null): void }) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const take = async (file: File): Promise<void> => {
    if (file.size > maxFileBytes) return reportProblem(t('filter.fileTooLarge', { name: file.name }));
    setBusy(true);
    try {
      // Bytes that are no UTF-8 become replacement characters, which the host reports line by line.
      onImported(await host.filter.importList({ fileName: file.name, text: await file.text() }));
    } catch (error) {
      onImported(null);
      reportFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button aria-busy={busy} onClick={() => busy || input.current?.click()} data-testid="list-import">
        <FileUp className="size-4" />
        {t(busy ? 'filter.importing' : 'filter.import')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".txt,.json,.csv,text/plain,application/json"
        hidden
        aria-label={t('filter.import')}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void take(file);
          event.currentTarget.value = '';
        }}
        data-testid="list-import-file"
      />
    </>
  );
}
