import type { Fit } from '../../../models/gguf/fit.ts';
import { formatByteRange, formatBytes, formatNumber, formatPercent, formatTokens } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';

/** How much room for context a model leaves on this machine; null where it does not fit at all. */
export function describeRoom(fit: Fit): string | null {
  return fit.longestContext === 0 ? null : t('fit.room', { tokens: formatTokens(fit.longestContext) });
}

/** The parts of what a model takes, by name. Parts that it does not have are left out. */
export function listNeeds({ need }: Fit): [name: string, amount: string][] {
  const kvCache = t('fit.kvCache', {
    tokens: formatNumber(need.contextSize, 0),
    type: need.kvCacheType,
    each: formatBytes(need.kvBytesPerToken),
  });
  const parts: [string, number][] = [
    [need.routedExpertBytes > 0 ? t('fit.dense') : t('fit.weights'), need.denseBytes],
    [t('fit.sharedExperts'), need.sharedExpertBytes],
    [t('fit.routedExperts'), need.routedExpertBytes],
    [kvCache, need.kvBytes],
    [t('fit.compute'), need.computeBytes],
  ];
  return [
    ...parts.filter(([, bytes]) => bytes > 0).map(([name, bytes]): [string, string] => [name, formatBytes(bytes)]),
    [t('fit.total'), formatByteRange(need.totalBytes)],
  ];
}

/** Memory of one kind: what the model would take of what is free. */
export interface MemoryUse {
  name: string;
  takenBytes: number;
  freeBytes: number;
  text: string;
}

/** What the model would take of video memory, if there is any, and of system memory. */
export function listMemory({ machine, videoBytes, systemBytes }: Fit): MemoryUse[] {
  const use = (name: string, takenBytes: number, freeBytes: number, totalBytes: number): MemoryUse => ({
    name,
    takenBytes,
    freeBytes,
    text: t('fit.taken', {
      taken: formatBytes(takenBytes),
      free: formatBytes(freeBytes),
      total: formatBytes(totalBytes),
    }),
  });
  const { video } = machine;
  return [
    ...(video === null
      ? []
      : [use(t('fit.video', { name: video.name }), videoBytes, video.freeBytes, video.totalBytes)]),
    use(t('fit.system'), systemBytes, machine.systemFreeBytes, machine.systemTotalBytes),
  ];
}

/** What the estimate rests on, in sentences. */
export function describeBasis({ basis, correction }: Fit): string {
  const sentences = [t(`basis.${basis}`)];
  if (correction !== null) {
    const share = Math.abs(correction.ratio - 1);
    const values = { count: correction.loads, share: formatPercent(share) };
    if (share < 0.005) sentences.push(t('fit.correctionNone', values));
    else sentences.push(t(correction.ratio > 1 ? 'fit.correctionMore' : 'fit.correctionLess', values));
  }
  return sentences.join(' ');
}
