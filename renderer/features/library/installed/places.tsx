import { FolderPlus, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { ModelPlace } from '../../../../electron/contract/models-state.ts';
import { host } from '../../../host/connect.ts';
import { describeFailure } from '../../../host/describe-failure.ts';
import { t } from '../../../i18n/translate.ts';
import { useEngine } from '../../../stores/engine-store.ts';
import { useLibrary } from '../../../stores/library-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Toggle } from '../../../ui/toggle.tsx';

/** Folders of the user, and other programs, whose models are listed too. */
export function Places() {
  const places = useLibrary((library) => library.places);
  return (
    <section aria-label={t('places.title')} className="mt-8">
      <h2 className="font-semibold">{t('places.title')}</h2>
      <p className="mt-0.5 mb-2.5 text-[13px] leading-snug text-ink-soft">{t('places.help')}</p>
      {places.length > 0 && (
        <ul className="mb-3 overflow-hidden rounded-xl border border-line bg-surface">
          {places.map((place) => (
            <PlaceRow key={place.id} place={place} />
          ))}
        </ul>
      )}
      <AddFolder />
    </section>
  );
}

function PlaceRow({ place }: { place: ModelPlace }) {
  const toggleId = useId();
  const name = place.kind === 'watched' ? place.folder : t(`origin.${place.kind}`);
  const state = !place.found
    ? t('places.notFound')
    : place.enabled
      ? t('places.models', { count: place.models })
      : t('places.off');
  const enable = (enabled: boolean): void =>
    void host.places.enable({ placeId: place.id, enabled }).catch(reportFailure);
  return (
    <li
      className="flex items-center gap-3 border-line px-4 py-2.5 not-first:border-t"
      data-testid="place"
      data-place-id={place.id}
    >
      <div className="min-w-0 flex-1">
        <label htmlFor={toggleId} className="block text-sm font-medium break-all">
          <bdi>{name}</bdi>
        </label>
        <p className="text-[13px] break-all text-ink-soft">
          {place.kind !== 'watched' && place.found && (
            <>
              <bdi>{place.folder}</bdi>
              {' · '}
            </>
          )}
          {state}
        </p>
      </div>
      {place.kind === 'watched' ? (
        <IconButton
          label={t('places.remove', { folder: place.folder })}
          onClick={() => void host.places.removeFolder({ placeId: place.id }).catch(reportFailure)}
          data-testid="place-remove"
        >
          <X />
        </IconButton>
      ) : (
        (place.found || place.enabled) && (
          <Toggle id={toggleId} checked={place.enabled} onChange={enable} testId="place-enable" />
        )
      )}
    </li>
  );
}

/** Watches a folder: the one that is typed, or in the desktop one that the system asks for. */
function AddFolder() {
  const canChoose = useEngine(({ info }) => info?.canOpenModelFile ?? false);
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const add = async (): Promise<void> => {
    const path = input.current?.value.trim() ?? '';
    setProblem(null);
    if (path === '' && !canChoose) {
      input.current?.focus();
      return setProblem(t('places.noPath'));
    }
    try {
      await host.places.addFolder({ path: path === '' ? null : path });
      if (input.current !== null) input.current.value = '';
    } catch (error) {
      setProblem(describeFailure(error));
    }
  };
  return (
    <>
      <label htmlFor={id} className="text-[13px] font-medium">
        {t('places.folder')}
      </label>
      <div className="mt-1 flex flex-wrap gap-2">
        <input
          ref={input}
          id={id}
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          maxLength={4096}
          placeholder={t(canChoose ? 'places.pathOrChoose' : 'places.path')}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onKeyDown={(event) => event.key === 'Enter' && void add()}
          className="field h-9 w-auto! min-w-[min(100%,16rem)] flex-1"
          data-testid="place-path"
        />
        <Button onClick={() => void add()} data-testid="place-add">
          <FolderPlus className="size-4" />
          {t('places.add')}
        </Button>
      </div>
      <p
        id={`${id}-problem`}
        role="alert"
        className="mt-1.5 text-[13px] text-danger empty:hidden"
        data-testid="place-problem"
      >
        {problem}
      </p>
    </>
  );
}
