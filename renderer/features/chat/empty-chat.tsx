import { Boxes } from 'lucide-react';
import { t } from '../../i18n/translate.ts';
import { useModels } from '../../stores/models-store.ts';
import { showModels } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { ExpertsMark } from '../../ui/experts-mark.tsx';

/** What a new conversation shows: where one is, and with the demo model, what it is good at. */
export function EmptyChat({ onExample }: { onExample(text: string): void }) {
  const model = useModels((models) => models.byId[models.selectedId]);
  const isDemo = model?.origin === 'embedded';
  const examples = [t('example.who'), t('example.sum'), t('example.story'), t('example.table')];
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto" data-testid="empty-state">
      <div className="m-auto w-full max-w-[42rem] px-6 py-8">
        <ExpertsMark className="mb-5 size-11" />
        <h1 className="font-display text-[2rem] leading-tight tracking-tight text-balance">{t('empty.title')}</h1>
        <p className="mt-3 text-ink-soft">{t('empty.text')}</p>
        {isDemo && (
          <>
            <p className="mt-4 border-s-2 border-accent ps-3.5 text-sm text-ink-soft" data-testid="demo-note">
              {t('empty.demo', { model: model.name })}
            </p>
            <Button className="mt-3.5" onClick={() => showModels('discover')} data-testid="find-model">
              <Boxes className="size-4 text-accent-text" />
              {t('installed.find')}
            </Button>
            <h2 className="mt-8 mb-2.5 text-sm font-medium text-ink-soft">{t('empty.try')}</h2>
            <ul className="grid grid-cols-2 gap-2.5">
              {examples.map((text) => (
                <li key={text}>
                  <button
                    type="button"
                    onClick={() => onExample(text)}
                    className="h-full w-full rounded-xl border border-line bg-surface px-4 py-3 text-start text-sm shadow-raised transition-colors hover:border-accent hover:bg-accent-soft"
                    data-testid="example"
                  >
                    {text}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}
