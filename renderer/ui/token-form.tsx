import { useId, useRef, useState } from 'react';
import type { HubAccess } from '../../electron/contract/hub-offers.ts';
import { host } from '../host/connect.ts';
import { describeFailure } from '../host/describe-failure.ts';
import { t } from '../i18n/translate.ts';
import { setHubAccess, useHub } from '../stores/hub-store.ts';
import { Button } from './button.tsx';

/** Takes an access token for gated repositories. The token goes to the host and never comes back. */
export function TokenForm({ onSaved }: { onSaved?(): void }) {
  const access = useHub((hub) => hub.access);
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  if (access === null) return null;

  const run = async (call: () => Promise<HubAccess>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      setHubAccess(await call());
      if (input.current !== null) input.current.value = '';
      return true;
    } catch (error) {
      setProblem(describeFailure(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const save = async (): Promise<void> => {
    const token = input.current?.value.trim() ?? '';
    if (token === '') return setProblem(t('token.empty'));
    if (await run(() => host.hub.setToken({ token }))) onSaved?.();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void save();
      }}
    >
      <label htmlFor={id} className="text-[13px] font-medium">
        {t('token.label')}
      </label>
      <div className="mt-1 flex flex-wrap gap-2">
        <input
          ref={input}
          id={id}
          type="password"
          autoComplete="off"
          spellCheck={false}
          maxLength={400}
          dir="ltr"
          aria-invalid={problem !== null}
          aria-describedby={`${id}-state ${id}-problem`}
          className="field h-9 w-auto! min-w-[12rem] flex-1"
          data-testid="hub-token-input"
        />
        <Button type="submit" look="primary" disabled={busy} data-testid="hub-token-save">
          {t('common.save')}
        </Button>
        {access.token !== 'none' && (
          <Button disabled={busy} onClick={() => void run(() => host.hub.clearToken())} data-testid="hub-token-clear">
            {t('token.clear')}
          </Button>
        )}
      </div>
      <p
        id={`${id}-state`}
        role="status"
        className="mt-1.5 text-[13px] text-ink-soft"
        data-testid="hub-token-state"
        data-token={access.token}
      >
        {describeToken(access.token, access.userName)}
      </p>
      <p
        id={`${id}-problem`}
        role="alert"
        className={problem === null ? 'hidden' : 'mt-1 text-[13px] text-danger'}
        data-testid={problem === null ? undefined : 'hub-token-error'}
      >
        {problem}
      </p>
    </form>
  );
}

function describeToken(token: 'none' | 'kept' | 'thisRun', userName: string | null): string {
  const state = t(`token.${token}`);
  return token === 'none' || userName === null ? state : `${t('token.of', { user: userName })} ${state}`;
}
