import { ArrowUp, Square } from 'lucide-react';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { maxMessageCharacters } from '../../../electron/contract/chat-events.ts';
import { describeFailure } from '../../host/describe-failure.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { readDraft, writeDraft } from '../../stores/drafts.ts';
import { useView } from '../../stores/view-store.ts';
import { sendMessage, stopReply } from './chat-actions.ts';
import { ComposerFoot } from './composer-foot.tsx';
import { readComposerKey } from './composer-key.ts';

// By type only, so that the contract's schemas stay out of the page.
const longestMessage: typeof maxMessageCharacters = 1_000_000;

/** What others may ask of the composer. */
export interface ComposerHandle {
  /** Focuses the draft and selects a span of it. False when the draft no longer reaches that far. */
  selectSpan(start: number, end: number): boolean;
  /** Sends a text that was not typed, and leaves the draft alone. */
  send(text: string): void;
}

interface ComposerProps {
  ref: React.Ref<ComposerHandle>;
  conversationId: string | null;
  /** True once the host's draft, if any, has been taken over. */
  ready: boolean;
  generating: boolean;
  /** True when the gate has closed the conversation. */
  closed: boolean;
  onSent(): void;
}

/** Where messages are written. The text lives in the element alone: React must never put it into the DOM. */
export function Composer({ ref, conversationId, ready, generating, closed, onSent }: ComposerProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const sending = useRef(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [empty, setEmpty] = useState(true);
  const focusRequest = useView((view) => view.focusRequest);

  const showText = (text: string): void => {
    if (area.current === null) return;
    area.current.value = text;
    setEmpty(text.trim() === '');
    fitHeight(area.current);
  };
  useLayoutEffect(() => {
    setProblem(null);
    showText(readDraft(conversationId));
  }, [conversationId, ready]);
  useEffect(() => area.current?.focus(), [focusRequest]);

  const submit = async (text: string, isDraft: boolean): Promise<void> => {
    if (sending.current || generating || closed || text.trim() === '') return;
    if (text.length > longestMessage) {
      setProblem(t('composer.tooLong', { count: formatNumber(text.length, 0), most: formatNumber(longestMessage, 0) }));
      return;
    }
    sending.current = true;
    setProblem(null);
    try {
      const { outcome } = await sendMessage(conversationId, text);
      if (outcome === 'restarted') {
        if (!isDraft && readDraft(conversationId) === '') writeDraft(conversationId, text);
      } else if (isDraft) {
        dropSent(conversationId, text);
      }
      if (useView.getState().conversationId === conversationId) showText(readDraft(conversationId));
      if (outcome === 'started') onSent();
    } catch (error) {
      setProblem(describeFailure(error));
    } finally {
      sending.current = false;
    }
  };

  useImperativeHandle(ref, () => ({
    selectSpan: (start, end) => {
      const element = area.current;
      if (element === null || element.value.length < end) return false;
      // Only a focus that comes after the caret was placed scrolls to it.
      element.blur();
      element.setSelectionRange(end, end);
      element.focus();
      element.setSelectionRange(start, end);
      return true;
    },
    send: (text) => void submit(text, false),
  }));

  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>): void => {
    const action = readComposerKey(event.nativeEvent, generating);
    if (action === null) return;
    event.preventDefault();
    if (action === 'send') void submit(event.currentTarget.value, true);
    else if (conversationId !== null) stopReply(conversationId);
  };
  const onInput = (event: React.FormEvent<HTMLTextAreaElement>): void => {
    const { value } = event.currentTarget;
    writeDraft(conversationId, value);
    setEmpty(value.trim() === '');
    setProblem(null);
    fitHeight(event.currentTarget);
  };

  return (
    <div className="mx-auto w-full max-w-[50rem] px-4 pb-4">
      {problem !== null && (
        <p
          role="alert"
          className="mb-2 rounded-lg bg-danger-soft px-3 py-1.5 text-sm text-danger"
          data-testid="composer-problem"
        >
          {problem}
        </p>
      )}
      <div className="flex items-end gap-2 rounded-[20px] border border-field-line bg-surface py-2 ps-4 pe-2 shadow-raised transition-colors focus-within:border-accent">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          aria-label={t('composer.label')}
          placeholder={closed ? t('composer.closed') : t('composer.placeholder')}
          className="field-sizing-content max-h-[40vh] min-h-9 w-full resize-none bg-transparent py-1.5 outline-none placeholder:text-ink-faint"
          onKeyDown={onKeyDown}
          onInput={onInput}
          data-testid="composer"
        />
        {generating && conversationId !== null ? (
          <RoundButton label={t('composer.stop')} onClick={() => stopReply(conversationId)} testId="stop">
            <Square className="size-3.5 fill-current" />
          </RoundButton>
        ) : (
          <RoundButton
            label={t('composer.send')}
            disabled={empty || closed}
            onClick={() => void submit(area.current?.value ?? '', true)}
            testId="send"
          >
            <ArrowUp className="size-5" />
          </RoundButton>
        )}
      </div>
      <ComposerFoot conversationId={conversationId} open={conversationId === null || (ready && !closed)} />
    </div>
  );
}

function RoundButton(props: {
  label: string;
  testId: string;
  disabled?: boolean;
  onClick(): void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={props.onClick}
      data-testid={props.testId}
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-full bg-accent text-accent-ink transition-[filter,opacity] hover:brightness-110 disabled:bg-line disabled:text-ink-faint"
    >
      {props.children}
    </button>
  );
}

/** Keeps what was typed after Enter, while the host was answering. */
function dropSent(conversationId: string | null, sent: string): void {
  const draft = readDraft(conversationId);
  if (draft.startsWith(sent)) writeDraft(conversationId, draft.slice(sent.length));
}

/** For engines without `field-sizing`, which measure the text instead. */
function fitHeight(element: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
}
