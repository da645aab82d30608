import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { t } from '../../../i18n/translate.ts';
import { searchHub, useHub } from '../../../stores/hub-store.ts';
import { Button, IconButton } from '../../../ui/button.tsx';

/** The field for a search on the hub. Enter searches; emptied, the catalogue is back. */
export function HubSearch() {
  const query = useHub((hub) => hub.query);
  const input = useRef<HTMLInputElement>(null);
  const clear = (): void => {
    if (input.current !== null) input.current.value = '';
    input.current?.focus();
    void searchHub('');
  };
  return (
    <form
      role="search"
      className="flex gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void searchHub(input.current?.value ?? '');
      }}
    >
      <div className="relative min-w-0 flex-1">
        <Search className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-ink-faint" />
        <input
          ref={input}
          type="text"
          enterKeyHint="search"
          defaultValue={query}
          dir="auto"
          maxLength={200}
          spellCheck={false}
          aria-label={t('discover.search')}
          placeholder={t('discover.searchPlaceholder')}
          className="field h-10 ps-9! pe-10!"
          data-testid="hub-search"
        />
        {query !== '' && (
          <IconButton
            label={t('discover.searchClear')}
            onClick={clear}
            className="absolute! end-1 top-1"
            data-testid="hub-search-clear"
          >
            <X />
          </IconButton>
        )}
      </div>
      <Button type="submit" className="h-10">
        {t('discover.searchStart')}
      </Button>
    </form>
  );
}
