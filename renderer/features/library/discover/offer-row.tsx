import { ArrowDownToLine } from 'lucide-react';
import { useState } from 'react';
import type { Offer, Repository } from '../../../../electron/contract/hub-offers.ts';
import type { Fit } from '../../../../models/gguf/fit.ts';
import { host } from '../../../host/connect.ts';
import { formatBytes, formatPercent } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { useDownloads } from '../../../stores/downloads-store.ts';
import { useModels } from '../../../stores/models-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { showModels } from '../../../stores/view-store.ts';
import { Button } from '../../../ui/button.tsx';
import { FoldButton } from '../../../ui/fold.tsx';
import { describeQuality } from '../../../ui/describe-quality.ts';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { describeRoom } from '../describe-fit.ts';
import { talkTo } from '../talk-to.ts';
import { VerdictBadge } from '../../../ui/verdict-badge.tsx';
import { findDownload, findInstalled } from './follow-offer.ts';
import { OfferFit } from './offer-fit.tsx';
import { useExactFit } from './use-exact-fit.ts';

/** One level of a model, or another file of a repository, with what speaks for and against it here. */
export function OfferRow({ repository, offer }: { repository: Repository; offer: Offer }) {
  const [unfolded, setUnfolded] = useState(false);
  const exact = useExactFit(repository, offer);
  const { fit } = exact;
  const unfold = (open: boolean): void => {
    setUnfolded(open);
    // The header of this very file says more than another level's.
    if (open && fit?.basis === 'scaled') void exact.ask(null);
  };
  const title = offer.level ?? offer.fileNames[0] ?? offer.key;
  return (
    <li
      className="border-line px-4 py-3 not-first:border-t"
      data-testid="offer"
      data-key={offer.key}
      data-level={offer.level ?? ''}
      data-kind={offer.kind}
      data-verdict={fit?.verdict ?? ''}
      data-recommended={offer.recommendation !== null}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-[min(100%,15rem)] flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <h3 className="font-semibold break-all">
              <bdi>{title}</bdi>
            </h3>
            {fit !== null && offer.kind === 'chat' && (
              <>
                <VerdictBadge verdict={fit.verdict} />
                <FoldButton title={t('fit.show')} open={unfolded} onToggle={unfold} testId="offer-fit" />
              </>
            )}
          </div>
          <p className="mt-0.5 text-[13px] leading-snug text-ink-soft first-letter:uppercase">
            {describeOffer(offer, fit)}
          </p>
        </div>
        <div className="ms-auto flex items-center gap-4">
          <bdi className="text-sm tabular-nums">{formatBytes(offer.sizeBytes)}</bdi>
          <OfferAction repository={repository} offer={offer} title={title} />
        </div>
      </div>
      {offer.recommendation !== null && <p className="mt-1.5 text-[13px]">{t(`reason.${offer.recommendation}`)}</p>}
      {offer.quality !== null && offer.installedModelId !== null && (
        <p className="mt-1.5 text-[13px]" data-testid="offer-quality">
          {describeQuality(offer.quality, offer.installedModelId)}
        </p>
      )}
      {offer.problem !== null && (
        <p className="mt-1.5 text-[13px] text-danger" dir="auto">
          {offer.problem}
        </p>
      )}
      {fit !== null && unfolded && (
        <OfferFit fit={fit} exact={exact} trainContextSize={repository.model?.trainContextSize ?? 0} />
      )}
    </li>
  );
}

function describeOffer({ advice, kind, fileNames }: Offer, fit: Fit | null): string {
  const parts = kind === 'chat' ? [] : [t(`filekind.${kind}`)];
  if (advice !== null && kind === 'chat') parts.push(t(`loss.${advice.qualityLoss}`), t(`speed.${advice.speed}`));
  const room = fit !== null && kind === 'chat' ? describeRoom(fit) : null;
  if (room !== null) parts.push(room);
  if (fileNames.length > 1) parts.push(t('offer.parts', { count: fileNames.length }));
  return parts.join(' · ');
}

function OfferAction({ repository, offer, title }: { repository: Repository; offer: Offer; title: string }) {
  const model = useModels(({ byId }) => findInstalled(offer, repository.id, byId));
  const download = useDownloads(({ byId }) => findDownload(offer, repository.id, byId));
  const [busy, setBusy] = useState(false);
  if (download !== null) {
    const share = download.totalBytes > 0 ? download.doneBytes / download.totalBytes : 0;
    return (
      <button
        type="button"
        onClick={() => showModels('downloads')}
        className="w-32 rounded-lg px-1 py-0.5 text-start text-[13px] text-ink-soft hover:text-ink"
        data-testid="offer-downloading"
      >
        <span className="mb-1 flex justify-between gap-2 tabular-nums">
          <span className="truncate">{t(`download.${download.status}`)}</span>
          <span>{formatPercent(Math.floor(share * 100) / 100)}</span>
        </span>
        <ProgressBar label={title} value={share} live={download.status === 'running'} />
      </button>
    );
  }
  if (model !== null) {
    return (
      <Button
        className="w-32"
        onClick={() => void talkTo(model.id)}
        disabled={offer.kind !== 'chat'}
        aria-label={t('offer.useLevel', { level: title })}
        data-testid="offer-use"
      >
        {t(offer.kind === 'chat' ? 'offer.use' : 'offer.there')}
      </Button>
    );
  }
  const add = (): void => {
    setBusy(true);
    host.downloads
      .add({ repositoryId: repository.id, revision: repository.revision, offerKey: offer.key })
      .catch(reportFailure)
      .finally(() => setBusy(false));
  };
  return (
    <Button
      look={offer.recommendation === null ? 'secondary' : 'primary'}
      className="w-32"
      disabled={offer.problem !== null || busy}
      onClick={add}
      aria-label={t('offer.downloadLevel', { level: title })}
      data-testid="offer-download"
    >
      <ArrowDownToLine className="size-4" />
      {t('offer.download')}
    </Button>
  );
}
