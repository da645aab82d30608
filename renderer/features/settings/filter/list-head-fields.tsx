import { useId } from 'react';
import type { WordListInfo } from '../../../../electron/contract/word-lists.ts';
import { t } from '../../../i18n/translate.ts';

type Head = Pick<WordListInfo, 'name' | 'category' | 'language' | 'severity'>;

const severities = ['low', 'medium', 'high'] as const;

/** What is said of a list besides its words. Read with `readHead` when the form is saved. */
export function ListHeadFields({ list }: { list: Head | null }) {
  return (
    <div className="mb-3 grid grid-cols-2 gap-3">
      <Field name="name" label={t('filter.name')} value={list?.name ?? ''} placeholder={t('filter.newName')} />
      <Field name="category" label={t('filter.category')} value={list?.category ?? ''} placeholder="other" />
      <Field name="language" label={t('filter.language')} value={list?.language ?? ''} placeholder="en" />
      <label className="text-[13px] font-medium">
        {t('filter.severity')}
        <select name="severity" defaultValue={list?.severity ?? ''} className="field mt-1 block">
          <option value="">{t('filter.none')}</option>
          {severities.map((severity) => (
            <option key={severity} value={severity}>
              {t(`severity.${severity}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** The fields of the form; an empty one falls back to what its placeholder says. */
export function readHead(form: HTMLFormElement | null): Head {
  const data = new FormData(form ?? undefined);
  const read = (name: string) => String(data.get(name) ?? '').trim();
  const severity = severities.find((known) => known === read('severity')) ?? null;
  return {
    name: read('name') || t('filter.newName'),
    category: read('category') || 'other',
    language: read('language') || null,
    severity,
  };
}

function Field(props: { name: string; label: string; value: string; placeholder: string }) {
  const id = useId();
  return (
    <div className="text-[13px] font-medium">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        defaultValue={props.value}
        placeholder={props.placeholder}
        maxLength={100}
        className="field mt-1 block"
        data-testid={`list-${props.name}`}
      />
    </div>
  );
}
