import type { WordListInfo } from '../../../../electron/contract/word-lists.ts';
import { foldingNames } from '../../../../models/filter/foldings.ts';
import { host } from '../../../host/connect.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';

/** What makes no difference when a list is matched, each to be switched off. */
export function FoldingsChoice({ list, onChanged }: { list: WordListInfo; onChanged(): void }) {
  return (
    <fieldset className="mt-4">
      <legend className="text-sm font-medium">{t('filter.foldings')}</legend>
      <p className="mt-0.5 text-[13px] text-ink-soft">{t('filter.foldingsHelp')}</p>
      <div className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-x-6 gap-y-1.5 text-sm">
        {foldingNames.map((name) => (
          <label key={name} className="flex items-start gap-2">
            <input
              type="checkbox"
              checked={list.foldings[name]}
              onChange={(event) => {
                const foldings = { [name]: event.currentTarget.checked };
                host.filter.chooseList({ id: list.id, foldings }).then(onChanged, reportFailure);
              }}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              data-testid={`folding-${name}`}
            />
            {t(`folding.${name}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
