import type { Model, ModelDetails, RunPlan } from '../../../electron/contract/models-state.ts';
import type { RunOptions } from '../../../models/run-options.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { isForChat } from '../../stores/model-families.ts';
import { useModels } from '../../stores/models-store.ts';
import { Choice, NumberField, OptionalNumber, Row } from '../../ui/fields.tsx';

interface FieldsProps {
  model: Model;
  options: RunOptions;
  details: ModelDetails;
  /** For how many layers there are; null before it is known. */
  plan: RunPlan | null;
  onChange(patch: Partial<RunOptions>): void;
}

/** All that can be chosen for one model. What is left automatic is up to planner and tune. */
export function RunOptionFields(props: FieldsProps) {
  return (
    <div className="divide-y divide-line">
      <ContextField {...props} />
      {props.model.expertCount !== null && <ExpertsField {...props} expertCount={props.model.expertCount} />}
      <PlacementFields {...props} />
      <MemoryFields {...props} />
      <WorkFields {...props} />
      <SpeculationFields {...props} />
    </div>
  );
}

function ContextField({ options: { contextSize }, model, onChange }: FieldsProps) {
  const kind = typeof contextSize === 'number' ? 'number' : (contextSize ?? 'settings');
  const values = { settings: null, auto: 'auto', number: 4096 } as const;
  const trained = model.trainContextSize;
  return (
    <Row
      label={t('contextSize.title')}
      help={
        trained === null
          ? t('contextSize.help')
          : `${t('contextSize.help')} ${t('run.trained', { tokens: formatNumber(trained, 0) })}`
      }
      stacked
    >
      <div className="flex flex-wrap items-start gap-2">
        <Choice
          label={t('contextSize.title')}
          value={kind}
          options={[
            ['settings', t('run.asInSettings')],
            ['auto', t('settings.automatic')],
            ['number', t('settings.fixed')],
          ]}
          onChange={(next) => onChange({ contextSize: values[next] })}
        />
        {typeof contextSize === 'number' && (
          <NumberField
            id="run-context"
            label={t('contextSize.title')}
            value={contextSize}
            min={256}
            max={1_048_576}
            step={256}
            integer
            onCommit={(tokens) => onChange({ contextSize: tokens })}
          />
        )}
      </div>
    </Row>
  );
}

function ExpertsField({ options, model, expertCount, onChange }: FieldsProps & { expertCount: number }) {
  const used = model.expertUsedCount;
  return (
    <Row
      label={t('run.experts')}
      help={`${t('run.expertsHelp')} ${t('run.expertsTrained', { used: used ?? 0, count: expertCount })}`}
    >
      <OptionalNumber
        id="run-experts"
        label={t('run.experts')}
        value={options.expertsPerToken}
        absent={null}
        absentText={t('run.asTrained')}
        initial={used ?? 1}
        min={1}
        max={expertCount}
        step={1}
        integer
        onCommit={(expertsPerToken) => onChange({ expertsPerToken })}
      />
    </Row>
  );
}

function PlacementFields({ options, model, details, plan, onChange }: FieldsProps) {
  const hasGpu = useEngine(({ engine }) => engine?.devices.some(({ backend }) => backend !== 'cpu') ?? false);
  const layers = plan?.totalLayers ?? 1000;
  return (
    <>
      <Row label={t('model.layers')} help={hasGpu ? t('run.layersHelp') : t('run.noGpu')}>
        {(hasGpu || options.gpuLayers !== null) && (
          <OptionalNumber
            id="run-gpu-layers"
            label={t('model.layers')}
            value={options.gpuLayers}
            absent={null}
            absentText={t('settings.automatic')}
            initial={plan?.gpuLayers ?? 0}
            min={0}
            max={layers}
            step={1}
            integer
            onCommit={(gpuLayers) => onChange({ gpuLayers })}
          />
        )}
      </Row>
      {model.expertCount !== null && (hasGpu || options.expertLayersOnCpu !== null) && (
        <Row
          label={t('model.expertLayers')}
          help={details.expertsApart ? t('run.expertLayersHelp') : t('run.expertsNotApart')}
        >
          {(details.expertsApart || options.expertLayersOnCpu !== null) && (
            <OptionalNumber
              id="run-expert-layers"
              label={t('model.expertLayers')}
              value={options.expertLayersOnCpu}
              absent={null}
              absentText={t('settings.automatic')}
              initial={plan?.expertLayersOnCpu ?? 0}
              min={0}
              max={layers}
              step={1}
              integer
              onCommit={(expertLayersOnCpu) => onChange({ expertLayersOnCpu })}
            />
          )}
        </Row>
      )}
    </>
  );
}

function MemoryFields({ options, onChange }: FieldsProps) {
  const attention = options.flashAttention === null ? 'auto' : options.flashAttention ? 'on' : 'off';
  const values = { auto: null, on: true, off: false } as const;
  return (
    <>
      <Row label={t('model.kvCache')} help={t('run.kvCacheHelp')} stacked>
        <Choice
          label={t('model.kvCache')}
          value={options.kvCacheType ?? 'auto'}
          options={[
            ['auto', t('settings.automatic')],
            ['F16', 'F16'],
            ['Q8_0', 'Q8_0'],
            ['Q4_0', 'Q4_0'],
          ]}
          onChange={(type) => onChange({ kvCacheType: type === 'auto' ? null : type })}
        />
      </Row>
      <Row label={t('model.flashAttention')} help={t('run.flashHelp')} stacked>
        <Choice
          label={t('model.flashAttention')}
          value={attention}
          options={[
            ['auto', t('settings.automatic')],
            ['on', t('common.on')],
            ['off', t('common.off')],
          ]}
          onChange={(next) => onChange({ flashAttention: values[next] })}
        />
      </Row>
    </>
  );
}

function WorkFields({ options, onChange }: FieldsProps) {
  return (
    <>
      <Row label={t('model.batchSize')} help={t('run.batchHelp')}>
        <OptionalNumber
          id="run-batch"
          label={t('model.batchSize')}
          value={options.batchSize}
          absent={null}
          absentText={t('settings.automatic')}
          initial={512}
          min={16}
          max={4096}
          step={16}
          integer
          onCommit={(batchSize) => onChange({ batchSize })}
        />
      </Row>
      <Row label={t('threads.title')} help={t('run.threadsHelp')}>
        <OptionalNumber
          id="run-threads"
          label={t('threads.title')}
          value={options.threads}
          absent={null}
          absentText={t('settings.automatic')}
          initial={Math.max(1, Math.floor(navigator.hardwareConcurrency / 2))}
          min={1}
          max={256}
          step={1}
          integer
          onCommit={(threads) => onChange({ threads })}
        />
      </Row>
    </>
  );
}

function SpeculationFields({ options, model, onChange }: FieldsProps) {
  return (
    <Row label={t('speculation.title')} help={t('run.speculationHelp')} stacked>
      <Choice
        label={t('speculation.title')}
        value={options.speculation ?? 'auto'}
        options={[
          ['auto', t('settings.automatic')],
          ['off', t('speculation.off')],
          ['promptLookup', t('speculation.promptLookup')],
          ['draft', t('speculation.draft')],
        ]}
        onChange={(kind) => onChange({ speculation: kind === 'auto' ? null : kind })}
      />
      {options.speculation === 'draft' && <DraftModel options={options} model={model} onChange={onChange} />}
    </Row>
  );
}

/** Any other chat model may be tried; whether it fits the vocabulary shows when both are loaded. */
function DraftModel({ options, model, onChange }: Pick<FieldsProps, 'options' | 'model' | 'onChange'>) {
  const byId = useModels((models) => models.byId);
  const others = Object.values(byId).filter((other) => other.id !== model.id && isForChat(other) && !other.problem);
  if (others.length === 0) return <p className="mt-2 text-[13px] text-ink-soft">{t('run.noDraftModel')}</p>;
  return (
    <div className="mt-2.5">
      <label htmlFor="run-draft-model" className="text-[13px] font-medium">
        {t('run.draftModel')}
      </label>
      <select
        id="run-draft-model"
        value={options.draftModelId ?? ''}
        onChange={({ target }) => onChange({ draftModelId: target.value === '' ? null : target.value })}
        className="field mt-1 block w-full max-w-full"
        data-testid="run-draft-model"
      >
        <option value="">{t('run.chooseDraftModel')}</option>
        {others.map((other) => (
          <option key={other.id} value={other.id}>
            {[other.name, other.level].filter(Boolean).join(' · ')}
          </option>
        ))}
      </select>
    </div>
  );
}
