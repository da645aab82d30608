import { Copy, FileSymlink, FolderOpen, Info } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { host } from '../../../host/connect.ts';
import { describeFailure } from '../../../host/describe-failure.ts';
import { t } from '../../../i18n/translate.ts';
import { useEngine } from '../../../stores/engine-store.ts';
import { useView } from '../../../stores/view-store.ts';
import { Button } from '../../../ui/button.tsx';

type Outcome = { text: string; failed: boolean };

/** Brings in a GGUF file that is on this machine already: by a file dialog or by its path, linked or copied. */
export function ImportPanel() {
  const canChoose = useEngine(({ info }) => info?.canOpenModelFile ?? false);
  const dropRefused = useView((view) => view.dropRefused);
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const id = useId();
  useEffect(() => {
    if (!dropRefused) return;
    input.current?.scrollIntoView({ block: 'center' });
    input.current?.focus();
  }, [dropRefused]);

  const run = async (call: () => Promise<{ modelId: string | null }>, mode: 'link' | 'copy'): Promise<void> => {
    setOutcome(null);
    useView.setState({ dropRefused: false });
    try {
      const { modelId } = await call();
      if (modelId === null && mode === 'link') return;
      if (input.current !== null) input.current.value = '';
      setOutcome({ text: t(modelId === null ? 'import.copying' : 'import.added'), failed: false });
    } catch (error) {
      setOutcome({ text: describeFailure(error), failed: true });
    }
  };
  const byPath = (mode: 'link' | 'copy'): void => {
    const path = input.current?.value.trim() ?? '';
    if (path === '') {
      setOutcome({ text: t('import.noPath'), failed: true });
      input.current?.focus();
    } else void run(() => host.models.importPath({ path, mode }), mode);
  };

  return (
    <section aria-label={t('import.title')} className="mt-8">
      <h2 className="font-semibold">{t('import.title')}</h2>
      <p className="mt-0.5 mb-2.5 text-[13px] leading-snug text-ink-soft">{t('import.help')}</p>
      {dropRefused && (
        <p
          role="alert"
          className="mb-2.5 flex gap-2 rounded-xl border border-warning-line bg-warning-soft px-4 py-3 text-sm"
          data-testid="drop-refused"
        >
          <Info className="mt-0.5 size-4 shrink-0 text-warning" aria-hidden />
          {t('import.dropRefused')}
        </p>
      )}
      <label htmlFor={id} className="text-[13px] font-medium">
        {t('import.path')}
      </label>
      <div className="mt-1 flex flex-wrap gap-2">
        <input
          ref={input}
          id={id}
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          maxLength={4096}
          placeholder={t('import.pathPlaceholder')}
          aria-describedby={`${id}-outcome`}
          aria-invalid={outcome?.failed === true}
          onKeyDown={(event) => event.key === 'Enter' && byPath('link')}
          className="field h-9 w-auto! min-w-[min(100%,16rem)] flex-1"
          data-testid="import-path"
        />
        <Button onClick={() => byPath('link')} data-testid="import-link">
          <FileSymlink className="size-4" />
          {t('import.link')}
        </Button>
        <Button onClick={() => byPath('copy')} data-testid="import-copy">
          <Copy className="size-4" />
          {t('import.copy')}
        </Button>
      </div>
      {canChoose && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button
            look="quiet"
            className="-ms-3"
            onClick={() => void run(() => host.models.openFile({ mode: 'link' }), 'link')}
            data-testid="model-open-file"
          >
            <FolderOpen className="size-4" />
            {t('import.chooseLink')}
          </Button>
          <Button
            look="quiet"
            onClick={() => void run(() => host.models.openFile({ mode: 'copy' }), 'copy')}
            data-testid="model-open-copy"
          >
            <FolderOpen className="size-4" />
            {t('import.chooseCopy')}
          </Button>
        </div>
      )}
      <p
        id={`${id}-outcome`}
        role="status"
        className={`mt-1.5 text-[13px] empty:hidden ${outcome?.failed === true ? 'text-danger' : 'text-ink-soft'}`}
        data-testid="import-outcome"
      >
        {outcome?.text}
      </p>
    </section>
  );
}
