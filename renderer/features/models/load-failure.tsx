import { t } from '../../i18n/translate.ts';
import { host } from '../../host/connect.ts';
import { useModels } from '../../stores/models-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { Button } from '../../ui/button.tsx';
import { Strip } from '../../ui/strip.tsx';

/** Why the selected model could not be loaded, with another try. */
export function LoadFailure() {
  const load = useModels((models) => models.load);
  if (load.status !== 'failed') return null;
  const retry = (): void => void host.models.select({ modelId: load.modelId }).catch(reportFailure);
  return (
    <Strip severity="error" text={load.message} testId="model-failure">
      <Button className="h-8" onClick={retry}>
        {t('common.tryAgain')}
      </Button>
    </Strip>
  );
}
