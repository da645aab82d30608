import { AppError } from '../../../models/app-error.ts';
import type { GroupedOffer } from '../../../models/catalog/group-offers.ts';
import type { LevelAdvice, RecommendationReason } from '../../../models/catalog/level-advice.ts';
import { readFamily } from '../../../models/catalog/model-family.ts';
import { adviseLevel } from '../../../models/catalog/quantization-levels.ts';
import { recommendOffer } from '../../../models/catalog/recommend-offer.ts';
import type { Fit } from '../../../models/gguf/fit.ts';
import { type ModelShape, scaleShape } from '../../../models/gguf/model-shape.ts';
import type { ReadOffer } from './read-offer.ts';

/** An offer with what this machine makes of it. */
export interface JudgedOffer extends GroupedOffer {
  advice: LevelAdvice | null;
  fit: Fit | null;
  recommendation: RecommendationReason | null;
}

export interface Judgement {
  offers: JudgedOffer[];
  /** Of a chat model among the offers. */
  shape: ModelShape | null;
  /** Why no header could be read. */
  headerProblem: string | null;
}

/** What a judgement is made with. */
export interface JudgeTools {
  read(offer: GroupedOffer): Promise<ReadOffer>;
  estimate(shape: ModelShape, basis: Fit['basis']): Fit;
  preferredLevel: string;
  contextSize: number | 'auto';
}

/** Headers that one look at a repository may fetch: each costs a second or two on a slow line. */
const maxReads = 4;

/**
 * Judges all offers by the headers of a few: of the one that will probably be recommended, and then of the one that
 * is. The others of the same model are scaled by their size. A header that cannot be read marks its offer, no more.
 */
export async function judgeOffers(offers: readonly GroupedOffer[], tools: JudgeTools): Promise<Judgement> {
  const judge = new OfferJudge(offers, tools);
  for (let reads = 0; reads < maxReads; reads++) {
    const next = judge.chooseNext();
    if (!next || !(await judge.tryRead(next))) break;
  }
  return judge.conclude();
}

class OfferJudge {
  readonly #tools: JudgeTools;
  readonly #offers: readonly GroupedOffer[];
  readonly #families: ReadonlyMap<string, string>;
  readonly #read = new Map<string, ReadOffer>();
  readonly #broken = new Map<string, string>();
  #headerProblem: string | null = null;

  constructor(offers: readonly GroupedOffer[], tools: JudgeTools) {
    this.#offers = offers;
    this.#tools = tools;
    this.#families = new Map(offers.map(({ key, files }) => [key, readFamily({ fileName: files[0]!.path }).familyId]));
  }

  /** The offer whose header is worth reading next; null when enough is known. */
  chooseNext(): GroupedOffer | null {
    const judged = this.#judge();
    const recommended = judged.find(({ recommendation }) => recommendation !== null);
    if (recommended) return this.#read.has(recommended.key) ? null : this.#find(recommended.key);
    const unread = judged.filter(
      ({ kind, problem, key }) => kind === 'chat' && problem === null && !this.#read.has(key),
    );
    return this.#chooseLikely(unread);
  }

  /** False when it makes no sense to read any other header now. */
  async tryRead(offer: GroupedOffer): Promise<boolean> {
    try {
      this.#read.set(offer.key, await this.#tools.read(offer));
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'aborted') throw error;
      this.#headerProblem ??= error.message;
      if (error.code !== 'modelBroken' && error.code !== 'notFound') return false;
      this.#broken.set(offer.key, error.message);
      return true;
    }
  }

  conclude(): Judgement {
    const offers = this.#judge().toSorted((a, b) => Number(a.kind !== 'chat') - Number(b.kind !== 'chat'));
    const shape = [...this.#read.values()].find(({ kind }) => kind === 'chat')?.shape ?? null;
    return { offers, shape, headerProblem: shape ? null : this.#headerProblem };
  }

  #find(key: string): GroupedOffer {
    return this.#offers.find((offer) => offer.key === key)!;
  }

  #chooseLikely(offers: readonly GroupedOffer[]): GroupedOffer | null {
    const ofLevel = (level: string) => offers.find((offer) => offer.level === level);
    return ofLevel(this.#tools.preferredLevel) ?? ofLevel('Q4_K_M') ?? offers[0] ?? null;
  }

  #judge(): JudgedOffer[] {
    const judged = this.#offers.map((offer) => this.#judgeOffer(offer));
    const trainContextSize = this.#findRelative(judged.find(({ fit }) => fit))?.shape.trainContextSize ?? 0;
    const { preferredLevel, contextSize } = this.#tools;
    const recommended = recommendOffer(judged, { preferredLevel, contextSize, trainContextSize });
    return judged.map((offer) =>
      offer.key === recommended?.key ? { ...offer, recommendation: recommended.reason } : offer,
    );
  }

  #judgeOffer(offer: GroupedOffer): JudgedOffer {
    const own = this.#read.get(offer.key);
    const relative = own ?? this.#findRelative(offer);
    const level = own ? own.level : offer.level;
    const kind = offer.kind === 'chat' ? (relative?.kind ?? offer.kind) : (own?.kind ?? offer.kind);
    const problem = offer.problem ?? this.#broken.get(offer.key) ?? null;
    const shape = relative && (own ? own.shape : scaleShape(relative.shape, offer.sizeBytes, level));
    const parameters = relative?.shape.parameters ?? null;
    return {
      ...offer,
      kind,
      level,
      problem,
      advice: level === null ? null : adviseLevel(level, offer.sizeBytes, parameters, shape?.architecture),
      fit: shape && kind === 'chat' && problem === null ? this.#tools.estimate(shape, own ? 'header' : 'scaled') : null,
      recommendation: null,
    };
  }

  /** The read offer of the same model that is closest in size. */
  #findRelative(offer: GroupedOffer | undefined): ReadOffer | undefined {
    if (offer?.kind !== 'chat') return undefined;
    const family = this.#families.get(offer.key);
    return [...this.#read]
      .filter(([key]) => this.#families.get(key) === family)
      .map(([, read]) => read)
      .toSorted((a, b) => distance(a, offer) - distance(b, offer))[0];
  }
}

function distance({ shape }: ReadOffer, { sizeBytes }: GroupedOffer): number {
  return Math.abs(shape.sizeBytes - sizeBytes);
}
