import { Popover } from '@base-ui/react/popover';
import { Cpu, Gauge, RotateCw, SlidersHorizontal, TriangleAlert } from 'lucide-react';
import type { EngineState } from '../../../electron/contract/engine-state.ts';
import { host } from '../../host/connect.ts';
import { formatBytes, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useModels } from '../../stores/models-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { showRunDialog } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FoldedDetails } from '../../ui/folded-details.tsx';
import { listLoadedFacts } from './list-loaded-facts.ts';

interface EngineCardProps {
  engine: EngineState;
  speed: number | null;
  onDone(): void;
}

/** What the engine and the model in it are, and what can be done with them. */
export function EngineCard({ engine, speed, onDone }: EngineCardProps) {
  const { deviceProblem, death } = engine;
  return (
    <>
      <div className="min-h-0 overflow-y-auto p-4 pb-1" tabIndex={0} role="group" aria-label={t('engine.title')}>
        <Popover.Title className="mb-2.5 flex items-center gap-2 text-sm font-semibold">
          <Cpu className="size-4 text-ink-soft" />
          {t('engine.title')}
        </Popover.Title>
        <Facts facts={listEngineFacts(engine, speed)} />
        {deviceProblem !== null && <Note text={deviceProblem} testId="engine-device-problem" />}
        <ModelPart />
        {death !== null && (
          <div className="mt-3 border-t border-line pt-3 text-[13px]">
            <p>{death.message}</p>
            <FoldedDetails title={t('crash.details')} lines={describeDeath(death)} />
          </div>
        )}
      </div>
      <div className="grid grid-cols-2 gap-2 p-4 pt-3">
        <RunButtons onDone={onDone} />
        <Button className="col-span-2" onClick={restartEngine} data-testid="engine-restart">
          <RotateCw className="size-4" />
          {t('engine.restart')}
        </Button>
      </div>
    </>
  );
}

function listEngineFacts(
  { phase, device, runtime, memoryBytes, videoMemory, generation }: EngineState,
  speed: number | null,
) {
  const unknown = t('details.unknown');
  const facts: [string, string][] = [
    [t('engine.phase'), t(`engine.${phase}`)],
    [t('engine.device'), device ?? unknown],
    [t('engine.runtime'), runtime ?? unknown],
    [t('engine.memory'), memoryBytes === null ? unknown : formatBytes(memoryBytes)],
  ];
  if (videoMemory !== null) {
    const { usedBytes, totalBytes } = videoMemory;
    const amount = t('engine.of', { used: formatBytes(usedBytes), total: formatBytes(totalBytes) });
    facts.push([t('engine.videoMemory'), amount]);
  }
  const decode = speed === null ? unknown : t('engine.speed', { speed: formatNumber(speed, 1) });
  facts.push([t('engine.tokensPerSecond'), decode], [t('engine.generation'), formatNumber(generation, 0)]);
  return facts;
}

/** The model in memory: how it was placed, and what could not be had. */
function ModelPart() {
  const load = useModels((models) => models.load);
  const idle = load.status === 'none' && load.idle === true;
  if (load.status !== 'loaded' && !idle) return null;
  return (
    <div className="mt-3 border-t border-line pt-3" data-testid="engine-model">
      {load.status === 'loaded' ? (
        <>
          <Facts facts={listLoadedFacts(load.info)} />
          {load.info.templateProblem !== null && <Note text={load.info.templateProblem} testId="template-problem" />}
          {load.info.remarks.map((remark) => (
            <Note key={remark} text={remark} testId="load-remark" />
          ))}
        </>
      ) : (
        <Facts facts={[[t('engine.model'), t('engine.unloadedIdle')]]} />
      )}
    </div>
  );
}

function Note({ text, testId }: { text: string; testId: string }) {
  return (
    <p className="mt-2.5 flex gap-2 text-[13px] leading-snug" data-testid={testId}>
      <TriangleAlert className="mt-0.5 size-3.5 shrink-0 text-warning" aria-hidden />
      <span dir="auto" className="min-w-0 break-words">
        {text}
      </span>
    </p>
  );
}

/** How the selected model runs, and a tune of it. */
function RunButtons({ onDone }: { onDone(): void }) {
  const model = useModels(({ byId, selectedId }) => byId[selectedId]);
  if (model === undefined || model.problem !== null) return null;
  const open = (kind: 'options' | 'tune'): void => {
    onDone();
    showRunDialog({ kind, modelId: model.id });
  };
  return (
    <>
      <Button onClick={() => open('options')} data-testid="engine-run-options">
        <SlidersHorizontal className="size-4" />
        {t('run.open')}
      </Button>
      <Button onClick={() => open('tune')} data-testid="engine-tune">
        <Gauge className="size-4" />
        {t('tune.short')}
      </Button>
    </>
  );
}

/** Starts a new engine process, whatever state the present one is in. */
export function restartEngine(): void {
  host.engine.restart().catch(reportFailure);
}

/** Exit code, signal and the last lines of standard error. */
function describeDeath({ exitCode, signal, lastLines }: NonNullable<EngineState['death']>): string[] {
  return [
    ...(exitCode === null ? [] : [t('engine.exitCode', { code: exitCode })]),
    ...(signal === null ? [] : [t('engine.signal', { signal })]),
    ...lastLines,
  ];
}
