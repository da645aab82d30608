import type { EngineDeath } from '../../contract/engine-state.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import { hasNoCudaKernels, isOwnFault } from '../engine/engine-death.ts';
import type { LoadOptions } from '../engine/engine-protocol.ts';

/** A way to load a model with less, and what is less about it. */
interface Step {
  change: Partial<LoadOptions>;
  what: string;
}

interface Lesson {
  /** What the user wants; another wish starts anew. */
  asked: string;
  steps: Step[];
  /** How many of them were taken. */
  taken: number;
}

/** What was loaded, or was to be, when the engine ended. */
export interface FatalLoad {
  modelId: string;
  asked: LoadOptions;
  /** What the load came to; null where it did not end. */
  info: LoadedModel | null;
  trainContextSize: number | null;
  hasGpu: boolean;
}

/** The planner's own choice where nothing is known of a load. */
const usualContextSize = 8192;
const leastContextSize = 256;

const usesCuda = ({ device }: LoadOptions) => device === 'auto' || device.startsWith('cuda:');
/** The same GPU by another way, or the CPU where there is none. */
const inPlaceOfCuda = 'vulkan:0';

/**
 * Makes the next load of a model propose less after the engine ended with it: half the context, then fewer layers on
 * the GPU, then the CPU alone. It forgets with the app's run, or when the user wants the model loaded otherwise. Where
 * it was CUDA that could not use the GPU, every model is loaded without it from then on.
 */
export class CautiousLoad {
  readonly #lessons = new Map<string, Lesson>();
  #avoidsCuda = false;

  /** What to load in place of what was asked for. */
  apply(modelId: string, asked: LoadOptions): LoadOptions {
    const lesson = this.#find(modelId, asked);
    const changes = lesson?.steps.slice(0, lesson.taken).map(({ change }) => change) ?? [];
    if (this.#avoidsCuda && usesCuda(asked)) changes.unshift({ device: inPlaceOfCuda });
    return changes.length === 0 ? asked : Object.assign({ ...asked }, ...changes);
  }

  /** What the user is told of a model that was loaded with less; null where nothing was. */
  remark(modelId: string, asked: LoadOptions): string | null {
    const lesson = this.#find(modelId, asked);
    if (!lesson || lesson.taken === 0) {
      return this.#avoidsCuda && usesCuda(asked)
        ? "Vulkan is used in place of CUDA, for which NVIDIA's driver is too old. Update the driver, and start Conclave anew."
        : null;
    }
    const last = lesson.steps[lesson.taken - 1]?.what ?? '';
    return `Because the engine ended with it before, the model runs with less: ${last}. A change of its options, or a restart of Conclave, tries all of it again.`;
  }

  /** Learns from an end of the engine. Null where the model is not to blame; otherwise what the next try does. */
  learn(fatal: FatalLoad, death: EngineDeath): string | null {
    if (!isOwnFault(death)) return null;
    const { modelId, asked } = fatal;
    if (hasNoCudaKernels(death) && usesCuda(asked) && !this.#avoidsCuda) {
      this.#avoidsCuda = true;
      return 'The next try uses Vulkan in place of CUDA.';
    }
    const lesson = this.#find(modelId, asked) ?? { asked: keyOf(asked), steps: listSteps(fatal), taken: 0 };
    this.#lessons.set(modelId, lesson);
    const next = lesson.steps[lesson.taken];
    if (!next) return 'There is nothing less left to try: choose a smaller quantization of this model, or another one.';
    lesson.taken++;
    return `The next try proposes less: ${next.what}.`;
  }

  #find(modelId: string, asked: LoadOptions): Lesson | null {
    const lesson = this.#lessons.get(modelId);
    return lesson?.asked === keyOf(asked) ? lesson : null;
  }
}

function listSteps({ asked, info, trainContextSize, hasGpu }: FatalLoad): Step[] {
  const wanted = asked.contextSize === 'auto' ? (asked.autoContextSize ?? usualContextSize) : asked.contextSize;
  const contextSize = info?.contextSize ?? Math.min(wanted, trainContextSize ?? wanted);
  const steps: Step[] = [];
  const halve = (from: number) => {
    const half = Math.max(leastContextSize, Math.floor(from / 2));
    if (half < from)
      steps.push({ change: { contextSize: half }, what: `a context of ${show(half)} instead of ${show(from)}` });
    return half;
  };
  const half = halve(contextSize);
  const layers = info?.gpuLayers ?? 0;
  if (hasGpu && asked.device !== 'cpu' && (info === null || layers > 0)) {
    if (layers > 1) {
      const fewer = Math.floor(layers / 2);
      const what = `${fewer} instead of ${layers} layers on the GPU`;
      steps.push({ change: { gpuLayers: fewer }, what });
    }
    steps.push({ change: { device: 'cpu', gpuLayers: null, expertLayersOnCpu: null }, what: 'the CPU alone' });
  } else halve(half);
  return steps;
}

function show(tokens: number): string {
  return tokens.toLocaleString('en-US');
}

/** Everything that was asked for; what loads taught of memory is no wish. */
function keyOf(asked: LoadOptions): string {
  return JSON.stringify({ ...asked, memoryCorrection: null });
}
