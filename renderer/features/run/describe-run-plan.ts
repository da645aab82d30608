import type { RunPlan } from '../../../electron/contract/models-state.ts';
import { formatBytes, formatNumber, formatTokens } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';

/** A figure of a plan beside the automatic one's; `automatic` is null where both are the same. */
export interface PlanRow {
  id: 'gpuLayers' | 'expertLayers' | 'context' | 'longest' | 'video' | 'system' | 'read';
  name: string;
  value: string;
  automatic: string | null;
}

type Figure = [id: PlanRow['id'], name: string, text: (plan: RunPlan) => string, shown: (plan: RunPlan) => boolean];

const always = (): boolean => true;

/** What the chosen way to run a model takes and gives, figure by figure, against the automatic way. */
export function listPlanRows(plan: RunPlan, automatic: RunPlan | null): PlanRow[] {
  const onGpu = ({ videoBytes, gpuLayers }: RunPlan): boolean => videoBytes > 0 || gpuLayers > 0;
  const figures: Figure[] = [
    ['gpuLayers', t('model.layers'), (of) => describeShare(of.gpuLayers, of.totalLayers), onGpu],
    ['expertLayers', t('model.expertLayers'), (of) => formatNumber(of.expertLayersOnCpu, 0), hasExpertsApart],
    ['context', t('model.context'), (of) => t('model.tokens', { tokens: formatNumber(of.contextSize, 0) }), always],
    ['longest', t('plan.longest'), (of) => t('model.tokens', { tokens: formatTokens(of.longestContext) }), always],
    ['video', t('engine.videoMemory'), (of) => formatBytes(of.videoBytes), onGpu],
    ['system', t('fit.system'), (of) => formatBytes(of.systemBytes), always],
    ['read', t('plan.read'), describeRead, always],
  ];
  return figures
    .filter(([, , , shown]) => shown(plan) || (automatic !== null && shown(automatic)))
    .map(([id, name, text]) => {
      const [value, other] = [text(plan), automatic === null ? null : text(automatic)];
      return { id, name, value, automatic: other === value ? null : other };
    });
}

function hasExpertsApart({ expertLayersOnCpu }: RunPlan): boolean {
  return expertLayersOnCpu > 0;
}

function describeShare(layers: number, total: number): string {
  return t('engine.of', { used: formatNumber(layers, 0), total: formatNumber(total, 0) });
}

/** Where both memories are read, each apart: they are not equally fast. */
function describeRead({ readPerToken: { videoBytes, systemBytes } }: RunPlan): string {
  if (videoBytes === 0) return formatBytes(systemBytes);
  if (systemBytes === 0) return t('plan.readVideo', { video: formatBytes(videoBytes) });
  return t('plan.readBoth', { video: formatBytes(videoBytes), system: formatBytes(systemBytes) });
}
