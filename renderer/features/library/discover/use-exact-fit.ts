import { useRef, useState } from 'react';
import type { Offer, Repository } from '../../../../electron/contract/hub-offers.ts';
import type { Fit } from '../../../../models/gguf/fit.ts';
import { host } from '../../../host/connect.ts';
import { describeHubFailure } from '../../../stores/hub-store.ts';
import type { HubFailure } from '../../../stores/hub-store.ts';

/** The fit of an offer as far as it is known, and the exact one for a context size. */
export interface ExactFit {
  fit: Fit | null;
  /** Null is the setting's. */
  contextSize: number | null;
  busy: boolean;
  failure: HubFailure | null;
  ask(contextSize: number | null): Promise<void>;
}

/** Starts with what came with the repository; `ask` reads the offer's own header. */
export function useExactFit(repository: Repository, offer: Offer): ExactFit {
  const [exact, setExact] = useState<Fit | null>(null);
  const [contextSize, setContextSize] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const question = useRef(0);

  const ask = async (size: number | null): Promise<void> => {
    question.current += 1;
    const asked = question.current;
    // An answer to an earlier question comes too late.
    const isLate = (): boolean => asked !== question.current;
    setContextSize(size);
    setBusy(true);
    setFailure(null);
    try {
      const { id: repositoryId, revision } = repository;
      const fit = await host.hub.fit({ repositoryId, revision, offerKey: offer.key, contextSize: size });
      if (fit !== null && !isLate()) setExact(fit);
    } catch (error) {
      if (!isLate()) setFailure(describeHubFailure(error));
    } finally {
      if (!isLate()) setBusy(false);
    }
  };
  return { fit: exact ?? offer.fit, contextSize, busy, failure, ask };
}
