import { useLayoutEffect, useRef, useState } from 'react';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';

interface TextSettingProps {
  id: string;
  /** Its name, where no label element gives it one. */
  label?: string;
  rows: number;
  text: string;
  maxLength?: number;
  monospaced?: boolean;
  testId?: string;
  saveTestId?: string;
  placeholder?: string;
  /** More buttons beside the save button. */
  more?: React.ReactNode;
  /** True when it was saved. */
  onSave(text: string): Promise<boolean>;
}

/** A longer text with a save button. It is set as a property of the element, so that it never becomes part of the DOM. */
export function TextSetting(props: TextSettingProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [state, setState] = useState<'same' | 'changed' | 'saving' | 'saved'>('same');
  useLayoutEffect(() => {
    if (area.current !== null) area.current.value = props.text;
  }, [props.text]);
  const save = async (): Promise<void> => {
    setState('saving');
    const saved = await props.onSave(area.current?.value ?? '');
    setState(saved ? 'saved' : 'changed');
  };
  return (
    <>
      <textarea
        ref={area}
        id={props.id}
        aria-label={props.label}
        rows={props.rows}
        maxLength={props.maxLength}
        // For a list of many lines `dir` would take Chromium minutes; the style says the same of each line.
        dir={props.monospaced ? undefined : 'auto'}
        spellCheck={false}
        placeholder={props.placeholder}
        onInput={() => setState('changed')}
        className={`field block resize-y ${props.monospaced ? 'font-mono text-[13px] [unicode-bidi:plaintext]' : ''}`}
        data-testid={props.testId}
      />
      <div className="mt-2 flex items-center gap-3">
        <Button
          look="primary"
          disabled={state === 'same' || state === 'saving' || state === 'saved'}
          onClick={() => void save()}
          data-testid={props.saveTestId}
        >
          {t('common.save')}
        </Button>
        {props.more}
        {state === 'saved' && (
          <span role="status" className="text-sm text-ink-soft">
            {t('common.saved')}
          </span>
        )}
      </div>
    </>
  );
}
