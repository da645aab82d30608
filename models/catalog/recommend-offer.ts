import type { Fit, FitVerdict } from '../gguf/fit.ts';
import type { ModelKind } from '../gguf/model-kind.ts';
import { type LevelAdvice, qualityLosses, type RecommendationReason } from './level-advice.ts';
import { stripDynamicMark } from './quantization-levels.ts';

/** What the choice between the offers of one model depends on. */
export interface OfferToCompare {
  key: string;
  kind: ModelKind;
  level: string | null;
  sizeBytes: number;
  problem: string | null;
  advice: LevelAdvice | null;
  fit: Fit | null;
}

/** The offer to take, and why. */
export interface Recommendation {
  key: string;
  reason: RecommendationReason;
}

/** A conversation needs so many tokens to be worth having. */
const usefulContext = 4096;
/** On a GPU more bits than Q6_K gain nothing that can be told apart in a chat. */
const enoughBitsOnGpu = 7.4;
/** In system memory each bit costs speed, and Q4_K_M loses little. */
const enoughBitsElsewhere = 5.3;
/** A model of which even this is a nearly exact copy is quick anywhere, and loses more to few bits than others. */
const tinyBytes = 700_000_000;

const placements: readonly [FitVerdict, RecommendationReason][] = [
  ['gpu', 'bestOnGpu'],
  ['expertsOnCpu', 'bestWithExpertsOnCpu'],
  ['layersSplit', 'bestWithLayersSplit'],
  ['cpu', 'bestOnCpu'],
];

const lossIndex = ({ advice }: OfferToCompare) => qualityLosses.indexOf(advice?.qualityLoss ?? 'noticeable');
const smallLoss = qualityLosses.indexOf('small');
const negligibleLoss = qualityLosses.indexOf('negligible');

/**
 * The offer that suits this machine: the preferred level where it fits, or else the one of least loss, on the GPU
 * rather than with experts or layers in system memory, as long as little is lost by it. Null without anything to choose,
 * or where nothing is known of the fit.
 */
export function recommendOffer(
  offers: readonly OfferToCompare[],
  options: { preferredLevel: string; contextSize: number | 'auto'; trainContextSize: number },
): Recommendation | null {
  const known = offers.filter(({ kind, problem, fit }) => kind === 'chat' && problem === null && fit !== null);
  const fitting = known.filter(({ fit }) => fit!.verdict !== 'tooLarge');
  const wanted = options.contextSize === 'auto' ? usefulContext : Math.min(usefulContext, options.contextSize);
  const enough = options.trainContextSize > 0 ? Math.min(wanted, options.trainContextSize) : wanted;
  const useful = fitting.filter(({ fit }) => fit!.longestContext >= enough);
  return (
    findPreferred(useful, options.preferredLevel) ??
    findTiny(useful) ??
    findBest(useful) ??
    // Where a conversation would be short at best, the smallest leaves it the most room.
    recommend(findSmallest(fitting)) ??
    recommend(findSmallest(known))
  );
}

function findPreferred(offers: readonly OfferToCompare[], preferredLevel: string): Recommendation | null {
  if (preferredLevel === 'auto') return null;
  const found =
    offers.find(({ level }) => level === preferredLevel) ??
    offers.find(({ level }) => level !== null && stripDynamicMark(level) === preferredLevel);
  return found ? { key: found.key, reason: 'preferredLevel' } : null;
}

function findTiny(offers: readonly OfferToCompare[]): Recommendation | null {
  const tiny = offers.filter((offer) => offer.sizeBytes <= tinyBytes && lossIndex(offer) <= negligibleLoss);
  return recommend(tiny.toSorted(compareQuality)[0]);
}

function findBest(offers: readonly OfferToCompare[]): Recommendation | null {
  const tiers = [
    offers.filter((offer) => lossIndex(offer) <= smallLoss),
    ...qualityLosses
      .slice(smallLoss + 1)
      .map((loss) => offers.filter((offer) => lossIndex(offer) === qualityLosses.indexOf(loss))),
  ];
  for (const tier of tiers) {
    for (const [verdict] of placements) {
      const there = tier.filter(({ fit }) => fit!.verdict === verdict);
      if (there.length > 0)
        return recommend(chooseBits(there, verdict === 'gpu' ? enoughBitsOnGpu : enoughBitsElsewhere));
    }
  }
  return null;
}

/** The best of those that are not larger than is of use; where all are, the smallest. */
function chooseBits(offers: readonly OfferToCompare[], enoughBits: number): OfferToCompare | undefined {
  const reasonable = offers.filter(({ advice }) => (advice?.bitsPerWeight ?? 0) <= enoughBits);
  return reasonable.toSorted(compareQuality)[0] ?? findSmallest(offers);
}

/** Better first. Of those that lose nothing the smaller one is the better. */
function compareQuality(a: OfferToCompare, b: OfferToCompare): number {
  const loss = lossIndex(a) - lossIndex(b);
  if (loss !== 0) return loss;
  const size = lossIndex(a) === 0 ? a.sizeBytes - b.sizeBytes : b.sizeBytes - a.sizeBytes;
  return size || compareText(a.key, b.key);
}

function findSmallest(offers: readonly OfferToCompare[]): OfferToCompare | undefined {
  return offers.toSorted((a, b) => a.sizeBytes - b.sizeBytes || compareText(a.key, b.key))[0];
}

function recommend(offer: OfferToCompare | undefined): Recommendation | null {
  if (!offer) return null;
  const reason = placements.find(([verdict]) => verdict === offer.fit?.verdict)?.[1] ?? 'smallestOfTooLarge';
  return { key: offer.key, reason };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
