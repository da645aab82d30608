import { AppError } from '../../../models/app-error.ts';
import type { Tune } from '../../contract/models-state.ts';
import type { TuneResult } from '../engine/engine-protocol.ts';
import type { HostContext } from '../host-context.ts';
import { loadInBackground } from '../library/choose-model.ts';
import type { LibraryModel } from '../library/describe-model.ts';
import { toLoadOptions } from '../library/load-options.ts';
import { readModels } from '../read-app-state.ts';
import type { JobControl } from './engine-jobs.ts';
import { identifyFiles, identifyMachine } from './job-surroundings.ts';
import { startJob } from './start-job.ts';
import type { TuneConditions } from './tune-records.ts';

/** A tune goes on after so many deaths of the engine; the supervisor gives up after three in a row. */
const maxDeaths = 1;

/**
 * Starts to try ways to run a model on this machine, and keeps the best.
 * @throws AppError `notFound`, `busy`; `modelBroken`, `modelMissing` or `unsupported` for one that cannot run
 */
export async function tuneModel(context: HostContext, modelId: string): Promise<void> {
  const model = await context.library.inspected(modelId);
  startJob(context, 'tune', model, async (control) => {
    const { chosen, before, after, trials } = await runTune(context, model, control);
    const { device, runtime } = await context.engine.report();
    const conditions = readConditions(context, model);
    context.tunes.keep({ ...conditions, at: Date.now(), device, runtime, chosen, before, after, trials });
  });
}

/** Runs the model as it was before its tune. @throws AppError `notFound` */
export function forgetTune(context: HostContext, modelId: string): void {
  const { id } = context.library.get(modelId);
  context.tunes.forget(id);
  const counts = id === context.library.selected.id && context.loader.state.status === 'loaded';
  if (counts && !context.replies.anyRunning && context.loader.needsLoad) loadInBackground(context);
  context.appWatchers.publish(readModels(context));
}

/** The tune of a model on the device that is set; null for none. */
export function findTune(
  { engine, settings, tunes }: Pick<HostContext, 'engine' | 'settings' | 'tunes'>,
  model: LibraryModel,
): Tune | null {
  return tunes.find(readConditions({ settings }, model), engine.state.runtime);
}

function readConditions({ settings }: Pick<HostContext, 'settings'>, model: LibraryModel): TuneConditions {
  const deviceSetting = settings.current.device;
  return { modelId: model.id, files: identifyFiles(model), deviceSetting, machine: identifyMachine() };
}

/** A trial that ends the process is kept and left out, now and the next time. */
async function runTune(context: HostContext, model: LibraryModel, control: JobControl): Promise<TuneResult> {
  const { engine, settings, tunes } = context;
  const conditions = readConditions(context, model);
  const options = toLoadOptions(model, settings.current, {
    stateFolder: null,
    findPath: () => null,
    tuned: null,
    autoContextSize: null,
  });
  for (let deaths = 0; ; deaths++) {
    let step = '';
    try {
      const onProgress = (next: string, progress: number) => control.onProgress((step = next), progress);
      await engine.useDevice(options.device);
      return await engine.tune(options, tunes.findDeadlyTrials(conditions), onProgress, control.signal);
    } catch (error) {
      if (!isDeath(error) || !isTrial(step)) throw error;
      tunes.keepDeadlyTrial(conditions, step);
      context.log.warn({ component: 'engineJobs', event: 'deadlyTrial', trial: step });
      if (deaths >= maxDeaths) throw explainDeath(step, error);
    }
  }
}

/** A process that ended by itself tells how; one that was restarted does not. */
function isDeath(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'engineDied' && 'exitCode' in error.data;
}

/** The steps before and after the trials have no value to try. */
function isTrial(step: string): boolean {
  return /^[A-Z][\w ]+: \w[\w ]*$/i.test(step);
}

function explainDeath(step: string, cause: AppError): AppError {
  const message = `The tune ended because trying “${step}” ended the engine. It is left out from now on: tune again for the rest.`;
  return new AppError('engineDied', message, { data: cause.data, cause });
}
