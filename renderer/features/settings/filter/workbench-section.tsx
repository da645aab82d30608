import { DryRunPanel } from './dry-run-panel.tsx';
import { EvaluationPanel } from './evaluation-panel.tsx';
import { TestPanel } from './test-panel.tsx';
import { t } from '../../../i18n/translate.ts';

/** Where lists are tried out: a text, past conversations, and the app's own sets. Nothing here is kept. */
export function WorkbenchSection() {
  return (
    <>
      <p className="py-3.5 text-[13px] text-ink-soft">{t('workbench.text')}</p>
      <TestPanel />
      <DryRunPanel />
      <EvaluationPanel />
    </>
  );
}
