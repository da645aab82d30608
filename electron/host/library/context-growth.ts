import { growContext } from '../../../models/gguf/grow-context.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import type { LoadOptions } from '../engine/engine-protocol.ts';

/**
 * How long the context of one model has grown with its conversations, where its length is left to the app. It stays
 * while the model is in use, so that a chat in view never loses what it needs, and begins anew with another model.
 */
export class ContextGrowth {
  #modelId: string | null = null;
  #contextSize = 0;

  /** What the model's next load is to aim at; null where its conversations never took more than usual. */
  goalFor(modelId: string): number | null {
    return this.#modelId === modelId ? this.#contextSize : null;
  }

  /** Makes the next load of the model in memory long enough for a prompt, as far as there is room. */
  grow(modelId: string, { contextSize, longestContextSize }: LoadedModel, promptTokens: number): void {
    const goal = growContext(contextSize, longestContextSize, promptTokens);
    // Another conversation may have asked for more before the load.
    this.#contextSize = Math.max(goal, this.goalFor(modelId) ?? 0);
    this.#modelId = modelId;
  }

  forget(): void {
    this.#modelId = null;
  }

  /** What the user is told of a context that has grown; null for any other. */
  remark({ contextSize, autoContextSize }: LoadOptions, info: LoadedModel): string | null {
    if (contextSize !== 'auto' || autoContextSize === undefined) return null;
    const length = info.contextSize.toLocaleString('en-US');
    const bound = info.contextSize < autoContextSize ? ', which is what there is room for' : '';
    return `The context was made longer because a conversation needs it: ${length} tokens${bound}.`;
  }
}
