import { memo, useMemo } from 'react';
import { t } from '../../../i18n/translate.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import type { Token } from './highlighter.ts';
import { useHighlight } from './use-highlight.ts';

/** Lines that render together, so that a growing block renders only its last ones again. */
const linesPerGroup = 40;

/** A block of code with its language, a copy button and colours that follow the text. */
export const CodeBlock = memo(function CodeBlock({ code, language }: { code: string; language: string }) {
  const lines = useMemo(() => code.split('\n'), [code]);
  const highlighter = useHighlight(lines, language);
  const groups = [];
  for (let start = 0; start < lines.length; start += linesPerGroup) {
    const group = lines.slice(start, start + linesPerGroup);
    const tokens = group.map((line, index) => highlighter?.tokensOf(start + index, line) ?? null);
    groups.push(<LineGroup key={start} lines={group} tokens={tokens} />);
  }
  return (
    <figure dir="ltr" className="overflow-hidden rounded-xl border border-line bg-sunken" data-testid="code-block">
      <figcaption className="flex h-9 items-center justify-between border-b border-line ps-3.5 pe-1 text-xs text-ink-faint">
        <span className="font-mono">{language || t('code.plain')}</span>
        <CopyButton getText={() => code} label={t('code.copy')} testId="copy-code" className="size-7" />
      </figcaption>
      <pre tabIndex={0} className="overflow-x-auto px-3.5 py-3 font-mono text-[13px] leading-[1.55]">
        <code className="block w-fit min-w-full">{groups}</code>
      </pre>
    </figure>
  );
});

interface LineGroupProps {
  lines: string[];
  tokens: (Token[] | null)[];
}

const LineGroup = memo(
  function LineGroup({ lines, tokens }: LineGroupProps) {
    const style = { '--lines-height': `${lines.length * 1.55}em` } as React.CSSProperties;
    return (
      <span className="code-lines block" style={style}>
        {lines.map((line, index) => (
          <span key={index}>
            {tokens[index]?.map((token, position) => <TokenText key={position} {...token} />) ?? line}
            {'\n'}
          </span>
        ))}
      </span>
    );
  },
  (before, after) =>
    before.lines.length === after.lines.length &&
    before.lines.every((line, index) => line === after.lines[index]) &&
    before.tokens.every((token, index) => token === after.tokens[index]),
);

function TokenText({ text, color }: Token) {
  return color === null ? text : <span style={{ color }}>{text}</span>;
}
