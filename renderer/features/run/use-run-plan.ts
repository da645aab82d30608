import { useEffect, useState } from 'react';
import type { RunPlan } from '../../../electron/contract/models-state.ts';
import { defaultRunOptions } from '../../../models/run-options.ts';
import type { RunOptions } from '../../../models/run-options.ts';
import { host } from '../../host/connect.ts';
import { describeFailure } from '../../host/describe-failure.ts';

/** What options come to. The last plan stays while the next one is made. */
export interface PlanInView {
  plan: RunPlan | null;
  problem: string | null;
  /** What is shown belongs to the options before. */
  pending: boolean;
}

/** Typing settles before the host is asked. */
const settleMs = 250;

interface Asked {
  options: RunOptions | null;
  plan: RunPlan | null;
  problem: string | null;
}

/** What these options would take and give. A new choice is a new object. */
export function useRunPlan(modelId: string, options: RunOptions): PlanInView {
  const [asked, setAsked] = useState<Asked>({ options: null, plan: null, problem: null });
  useEffect(() => {
    let wanted = true;
    const ask = async (): Promise<void> => {
      const answer = await planRun(modelId, options);
      if (wanted) setAsked({ options, ...answer });
    };
    const timer = setTimeout(() => void ask(), settleMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [modelId, options]);
  return { plan: asked.plan, problem: asked.problem, pending: asked.options !== options };
}

/** What the model would take and give with all left to planner and tune. */
export function useAutomaticPlan(modelId: string): RunPlan | null {
  const [plan, setPlan] = useState<RunPlan | null>(null);
  useEffect(() => {
    let wanted = true;
    const ask = async (): Promise<void> => {
      // Where it fails, so does the plan of the options themselves, which says so.
      const answer = await planRun(modelId, defaultRunOptions);
      if (wanted) setPlan(answer.plan);
    };
    void ask();
    return () => {
      wanted = false;
    };
  }, [modelId]);
  return plan;
}

async function planRun(modelId: string, options: RunOptions): Promise<Omit<PlanInView, 'pending'>> {
  try {
    return { plan: await host.models.planRun({ modelId, options }), problem: null };
  } catch (error) {
    return { plan: null, problem: describeFailure(error) };
  }
}
