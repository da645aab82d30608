import { useRef, useState } from 'react';
import type { GateTest } from '../../../../electron/contract/word-lists.ts';
import { host } from '../../../host/connect.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Facts } from '../../../ui/facts.tsx';
import { Row } from '../../../ui/fields.tsx';

const maxCharacters = 20_000;
const pauseMs = 150;

/** A text as the gate sees it: folded, with its match and rule, and what a stream would have held back. */
export function TestPanel() {
  const [result, setResult] = useState<{ text: string; test: GateTest } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef('');
  const run = (text: string): void => {
    latest.current = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      host.filter.test({ text }).then((test) => latest.current === text && setResult({ text, test }), reportFailure);
    }, pauseMs);
  };
  return (
    <Row label={t('workbench.test')} help={t('workbench.testHelp')} htmlFor="gate-test" stacked>
      <textarea
        id="gate-test"
        rows={3}
        dir="auto"
        maxLength={maxCharacters}
        spellCheck={false}
        onInput={(event) => run(event.currentTarget.value)}
        className="field block resize-y"
        data-testid="gate-test"
      />
      {result !== null && result.text !== '' && <Outcome {...result} />}
    </Row>
  );
}

function Outcome({ text, test }: { text: string; test: GateTest }) {
  const { folded, match, heldUnits } = test;
  const held = Math.max(0, ...heldUnits);
  const facts: [string, string][] = [
    [t('workbench.rule'), match ? t('workbench.matched', { rule: describeRule(match) }) : t('workbench.noMatch')],
    [t('workbench.folded'), folded],
    [t('workbench.held'), t('workbench.heldCount', { count: held, total: heldUnits.length })],
  ];
  return (
    <div role="status" className="mt-3 space-y-2 text-sm" data-testid="gate-test-result" data-match={match !== null}>
      {match && (
        <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
          {text.slice(0, match.start)}
          <mark className="rounded bg-warning-soft px-0.5 text-warning">{text.slice(match.start, match.end)}</mark>
          {text.slice(match.end)}
        </p>
      )}
      <Facts facts={facts} />
    </div>
  );
}

function describeRule({ listName, category, ruleNumber }: NonNullable<GateTest['match']>): string {
  return t('workbench.ruleOf', { list: listName, category, number: formatNumber(ruleNumber, 0) });
}
