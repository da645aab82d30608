import { t } from '../../i18n/translate.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';
import { restartEngine } from './engine-card.tsx';

/** Says that the engine no longer starts by itself, and offers to start it. */
export function EngineTrouble() {
  const broken = useEngine(({ engine }) => engine?.phase === 'broken');
  const cause = useEngine(({ engine }) => engine?.death?.message);
  if (!broken) return null;
  return (
    <Strip severity="error" text={[t('engine.brokenText'), cause ?? ''].join(' ').trim()} testId="engine-trouble">
      <Button className="h-8" onClick={restartEngine}>
        {t('engine.restart')}
      </Button>
    </Strip>
  );
}
