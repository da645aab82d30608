import { Check } from 'lucide-react';
import type { CatalogEntry } from '../../../../models/catalog/catalog-entry.ts';
import { formatContext } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { showModels } from '../../../stores/view-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { describeParameters } from '../describe-parameters.ts';

/** A model of the catalogue: what it is, what it is good for, and what its licence allows. */
export function CatalogCard({ entry, levels }: { entry: CatalogEntry; levels: readonly string[] }) {
  const { licence } = entry;
  return (
    <li
      className="relative flex flex-col rounded-xl border border-line bg-surface p-4 shadow-raised transition-colors hover:border-accent has-[button:focus-visible]:border-accent"
      data-testid="catalog-entry"
      data-id={entry.id}
    >
      <div>
        <h4 className="leading-snug font-semibold break-words">
          {/* The whole card is the button's, and a reader hears only its name. */}
          <button
            type="button"
            onClick={() => showModels('discover', entry.repositories[0])}
            className="rounded-sm text-start after:absolute after:inset-0 after:rounded-xl"
            aria-describedby={`${entry.id}-facts`}
          >
            <bdi>{entry.name}</bdi>
          </button>
        </h4>
      </div>
      <p className="text-[13px] text-ink-faint">{t('discover.by', { maker: entry.maker })}</p>
      <div id={`${entry.id}-facts`} className="flex flex-1 flex-col">
        <p className="mt-2 text-[13px] leading-snug text-ink-soft">{entry.description}</p>
        <p className="mt-2 text-[13px] leading-snug">
          {describeParameters(entry.parameters, entry.activeParameters)}
          {' · '}
          {t('discover.context', { tokens: formatContext(entry.contextSize) })}
        </p>
        <p className="mt-0.5 text-[13px] leading-snug text-ink-soft">
          {t('discover.licence', { licence: licence.name, use: t(`licence.${licence.commercialUse}`) })}
        </p>
        <div className="mt-auto flex flex-wrap gap-1.5 pt-3">
          {levels.length > 0 && (
            <Badge look="accent">
              <Check aria-hidden />
              {t('discover.installed', { levels: levels.join(', ') })}
            </Badge>
          )}
          {entry.goodFor.map((purpose) => (
            <Badge key={purpose}>{t(`goodfor.${purpose}`)}</Badge>
          ))}
        </div>
      </div>
    </li>
  );
}
