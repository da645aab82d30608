import { Popover } from '@base-ui/react/popover';
import { Cpu, RotateCw } from 'lucide-react';
import type { EngineState } from '../../../electron/contract/engine-state.ts';
import { host } from '../../host/connect.ts';
import { formatBytes, formatDuration, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { useModels } from '../../stores/models-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { FoldedDetails } from '../../ui/folded-details.tsx';

const dots: Record<EngineState['phase'], string> = {
  ready: 'bg-accent',
  starting: 'bg-warning animate-pulse',
  restarting: 'bg-warning animate-pulse',
  broken: 'bg-danger',
  stopped: 'bg-ink-faint',
};

/** The engine process in a word, and on a click: device, memory, speed, the model's make-up, and a restart. */
export function EngineStatus() {
  const engine = useEngine((state) => state.engine);
  const speed = useTokensPerSecond();
  if (engine === null) return null;
  return (
    <Popover.Root>
      <Popover.Trigger
        className="flex h-9 shrink-0 items-center gap-2 rounded-[10px] px-2.5 text-[13px] text-ink-soft hover:bg-hover hover:text-ink data-popup-open:bg-hover"
        data-testid="engine-state"
        data-phase={engine.phase}
        data-generation={engine.generation}
      >
        <span aria-hidden className={`size-2 rounded-full ${dots[engine.phase]}`} />
        <span className="sr-only">{t('engine.title')}</span>
        {engine.phase === 'ready' ? (
          <span className="max-w-40 truncate">{engine.device ?? t('engine.ready')}</span>
        ) : (
          t(`engine.${engine.phase}`)
        )}
        {speed !== null && engine.phase === 'ready' && (
          <span className="hidden text-ink-faint tabular-nums sm:inline">
            {t('engine.speed', { speed: formatNumber(speed, 1) })}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className="z-30">
          <Popover.Popup className="popup w-80 p-4" data-testid="engine-popup">
            <EngineCard engine={engine} speed={speed} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function EngineCard({ engine, speed }: { engine: EngineState; speed: number | null }) {
  const { device, memoryBytes, videoMemory, death } = engine;
  const modelFacts = useModelFacts();
  const unknown = t('details.unknown');
  const facts: [string, string][] = [
    [t('engine.phase'), t(`engine.${engine.phase}`)],
    [t('engine.device'), device ?? unknown],
    [t('engine.memory'), memoryBytes === null ? unknown : formatBytes(memoryBytes)],
  ];
  if (videoMemory !== null) {
    const { usedBytes, totalBytes } = videoMemory;
    facts.push([
      t('engine.videoMemory'),
      t('engine.of', { used: formatBytes(usedBytes), total: formatBytes(totalBytes) }),
    ]);
  }
  facts.push([
    t('engine.tokensPerSecond'),
    speed === null ? unknown : t('engine.speed', { speed: formatNumber(speed, 1) }),
  ]);
  facts.push([t('engine.generation'), formatNumber(engine.generation, 0)]);
  return (
    <>
      <Popover.Title className="mb-2.5 flex items-center gap-2 text-sm font-semibold">
        <Cpu className="size-4 text-ink-soft" />
        {t('engine.title')}
      </Popover.Title>
      <Facts facts={facts} />
      {modelFacts.length > 0 && (
        <div className="mt-3 border-t border-line pt-3">
          <Facts facts={modelFacts} />
        </div>
      )}
      {death !== null && (
        <div className="mt-3 border-t border-line pt-3 text-[13px]">
          <p>{death.message}</p>
          <FoldedDetails title={t('crash.details')} lines={describeDeath(death)} />
        </div>
      )}
      <Button className="mt-4 w-full" onClick={restartEngine} data-testid="engine-restart">
        <RotateCw className="size-4" />
        {t('engine.restart')}
      </Button>
    </>
  );
}

/** Starts a new engine process, whatever state the present one is in. */
export function restartEngine(): void {
  host.engine.restart().catch(reportFailure);
}

/** Exit code, signal and the last lines of standard error. */
export function describeDeath({ exitCode, signal, lastLines }: NonNullable<EngineState['death']>): string[] {
  return [
    ...(exitCode === null ? [] : [t('engine.exitCode', { code: exitCode })]),
    ...(signal === null ? [] : [t('engine.signal', { signal })]),
    ...lastLines,
  ];
}

/** Decode speed of the reply in the making, or else of the last one. */
function useTokensPerSecond(): number | null {
  return useChat(({ view }) => {
    if (view === null) return null;
    if (view.live !== null) return view.live.tokens > 0 ? view.live.tokensPerSecond : null;
    const last = view.order.findLast((id) => view.messages[id]?.stats != null);
    return last === undefined ? null : (view.messages[last]?.stats?.tokensPerSecond ?? null);
  });
}

function useModelFacts(): [string, string][] {
  const load = useModels((models) => models.load);
  if (load.status === 'none' && load.idle) return [[t('engine.model'), t('engine.unloadedIdle')]];
  if (load.status !== 'loaded') return [];
  const { info } = load;
  const facts: [string, string][] = [
    [t('model.architecture'), [info.architecture, info.quantization].filter((part) => part !== null).join(' · ')],
  ];
  if (info.expertCount !== null && info.expertUsedCount !== null) {
    facts.push([t('model.experts'), t('model.expertsUsed', { used: info.expertUsedCount, count: info.expertCount })]);
  }
  facts.push(
    [t('model.parallelChats'), formatNumber(info.parallelChats, 0)],
    [t('model.context'), t('model.tokens', { tokens: formatNumber(info.contextSize, 0) })],
    [t('model.layers'), t('engine.of', { used: String(info.gpuLayers), total: String(info.totalLayers) })],
    [t('model.threads'), formatNumber(info.threads, 0)],
    [t('model.template'), info.chatTemplate],
    [t('model.loadTime'), formatDuration(info.loadMs)],
  );
  return facts;
}
