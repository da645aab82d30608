import type { LlamaModel } from 'node-llama-cpp';
import type { LoadOptions } from '../../../host/engine/engine-protocol.ts';
import { openDraftModel } from './draft-model.ts';
import { createLookupSpeculation, type Speculation } from './speculation.ts';
import { SpeculationPayoff } from './speculation-payoff.ts';

/** A model whose replies are to be drafted, and what there is for that. */
export interface SpeculationDemand {
  model: LlamaModel;
  options: Pick<LoadOptions, 'speculation' | 'draftModelPath'> & { threads: number };
  /** What a draft model has to read as well: the context of one chat, tokens. */
  contextSize: number;
  /** System memory that is left, bytes. */
  restBytes: number;
}

/** How replies are drafted, null for not at all; what else it takes in memory, and what could not be had. */
export interface SpeculationPlan {
  speculation: Speculation | null;
  extraBytes: number;
  remarks: string[];
}

/**
 * Prompt lookup for every model, since it costs nothing where it is switched off; a draft model where one was chosen
 * and fits.
 */
export async function planSpeculation(demand: SpeculationDemand): Promise<SpeculationPlan> {
  const { speculation, draftModelPath } = demand.options;
  if (speculation === 'off') return { speculation: null, extraBytes: 0, remarks: [] };
  const lookup = () => createLookupSpeculation(new SpeculationPayoff());
  if (speculation === 'promptLookup') return { speculation: lookup(), extraBytes: 0, remarks: [] };
  if (draftModelPath === null) {
    const missing = 'No draft model is chosen, so tokens are drafted from the conversation itself.';
    return { speculation: lookup(), extraBytes: 0, remarks: speculation === 'draft' ? [missing] : [] };
  }
  const { draft, extraBytes, problem } = await openDraftModel(draftModelPath, demand);
  if (draft) return { speculation: draft, extraBytes, remarks: [] };
  return { speculation: lookup(), extraBytes: 0, remarks: [`${problem} Tokens are drafted from the conversation.`] };
}
