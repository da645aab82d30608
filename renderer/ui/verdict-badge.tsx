import { CircleCheck, CircleX, Cpu, Layers, MemoryStick } from 'lucide-react';
import type { FitVerdict } from '../../models/gguf/fit.ts';
import { t } from '../i18n/translate.ts';
import { Badge } from './badge.tsx';

const looks = {
  gpu: { icon: CircleCheck, look: 'accent' },
  expertsOnCpu: { icon: MemoryStick, look: 'accent' },
  layersSplit: { icon: Layers, look: 'plain' },
  cpu: { icon: Cpu, look: 'plain' },
  tooLarge: { icon: CircleX, look: 'danger' },
} as const;

/** Where a model would run on this machine, in a few words; the tooltip says more. */
export function VerdictBadge({ verdict }: { verdict: FitVerdict }) {
  const { icon: Icon, look } = looks[verdict];
  return (
    <Badge look={look} title={t(`verdicthelp.${verdict}`)}>
      <Icon aria-hidden />
      {t(`verdict.${verdict}`)}
    </Badge>
  );
}
