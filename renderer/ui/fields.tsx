import { useId, useLayoutEffect, useRef, useState } from 'react';
import { t } from '../i18n/translate.ts';
import { readNumber } from './read-number.ts';
import type { NumberRange } from './read-number.ts';

/** A setting: its name and what it does, beside or above its control. */
export function Row(props: {
  label: string;
  help?: string;
  htmlFor?: string;
  stacked?: boolean;
  /** Stands behind the name. */
  mark?: React.ReactNode;
  children?: React.ReactNode;
}) {
  return (
    <div className={`py-3.5 ${props.stacked ? '' : 'flex items-start justify-between gap-6'}`}>
      <div className="min-w-0">
        <label htmlFor={props.htmlFor} className="text-sm font-medium">
          {props.label}
        </label>
        {props.mark}
        {props.help && <p className="mt-0.5 text-[13px] leading-snug text-ink-soft">{props.help}</p>}
      </div>
      <div className={props.stacked ? 'mt-2' : 'shrink-0'}>{props.children}</div>
    </div>
  );
}

/** One of a few values, shown side by side. */
export function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange(value: Value): void;
}) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={props.label}
      className="flex w-fit max-w-full flex-wrap rounded-[10px] bg-sunken p-0.5"
    >
      {props.options.map(([value, text]) => (
        <label
          key={value}
          className="cursor-pointer rounded-lg px-3 py-1 text-sm text-ink-soft has-checked:bg-surface has-checked:text-ink has-checked:shadow-raised has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
            className="sr-only"
          />
          {text}
        </label>
      ))}
    </div>
  );
}

interface NumberFieldProps extends NumberRange {
  id: string;
  label: string;
  value: number;
  step: number;
  onCommit(value: number): void;
}

/** A number that counts once the field is left or Enter is pressed. */
export function NumberField({ id, label, value, step, onCommit, ...range }: NumberFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  // A new value from the host replaces what was typed; the field keeps the focus.
  useLayoutEffect(() => {
    if (field.current !== null) field.current.value = String(value);
    setWrong(false);
  }, [value]);
  const commit = (input: HTMLInputElement): void => {
    const next = readNumber(input.value, range);
    setWrong(next === null);
    if (next !== null && next !== value) onCommit(next);
  };
  const problemId = `${id}-problem`;
  return (
    <div className="flex flex-col items-end">
      <input
        ref={field}
        id={id}
        data-testid={id}
        type="number"
        aria-label={label}
        aria-invalid={wrong}
        aria-describedby={wrong ? problemId : undefined}
        defaultValue={value}
        min={range.min}
        max={range.max}
        step={step}
        onBlur={(event) => commit(event.currentTarget)}
        onKeyDown={(event) => event.key === 'Enter' && commit(event.currentTarget)}
        className="field w-28! text-end tabular-nums aria-invalid:border-danger"
      />
      {wrong && (
        <span id={problemId} role="alert" className="mt-1 text-xs text-danger">
          {t('settings.range', { min: range.min, max: range.max })}
        </span>
      )}
    </div>
  );
}

interface OptionalNumberProps<Absent extends string | null> extends Omit<NumberFieldProps, 'value' | 'onCommit'> {
  value: number | Absent;
  absent: Absent;
  absentText: string;
  /** What the number starts with when it is switched on. */
  initial: number;
  onCommit(value: number | Absent): void;
}

/** A number, or none of its own. */
export function OptionalNumber<Absent extends string | null>(props: OptionalNumberProps<Absent>) {
  const { value, absent, absentText, initial, onCommit, ...field } = props;
  const number = typeof value === 'number' ? value : null;
  return (
    <div className="flex flex-col items-end gap-2">
      <Choice
        label={field.label}
        value={number === null ? 'absent' : 'number'}
        options={[
          ['absent', absentText],
          ['number', t('settings.fixed')],
        ]}
        onChange={(choice) => onCommit(choice === 'absent' ? absent : initial)}
      />
      {number !== null && <NumberField {...field} value={number} onCommit={onCommit} />}
    </div>
  );
}
