import { useEffect, useState } from 'react';
import type { EngineJob, ModelDetails } from '../../electron/contract/models-state.ts';
import { host } from '../host/connect.ts';
import { describeFailure } from '../host/describe-failure.ts';
import { useEngineJob } from '../stores/engine-job-store.ts';

interface DetailsInView {
  value: ModelDetails | null;
  problem: string | null;
  /** Asks again. */
  refresh(): void;
}

/** A model's details, asked for when they are shown, and again when a tune or a measurement has ended. */
export function useModelDetails(modelId: string): DetailsInView {
  const [value, setValue] = useState<ModelDetails | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const running = useEngineJob(({ job }) => isRunning(job));
  useEffect(() => {
    let shown = true;
    host.models.details({ modelId }).then(
      (details) => shown && (setValue(details), setProblem(null)),
      (error: unknown) => shown && setProblem(describeFailure(error)),
    );
    return () => {
      shown = false;
    };
  }, [modelId, turn, running]);
  return { value, problem, refresh: () => setTurn((before) => before + 1) };
}

function isRunning(job: EngineJob | null): boolean {
  return job?.status === 'running';
}
