import { Image } from 'lucide-react';
import type { Components } from 'streamdown';
import { t } from '../../../i18n/translate.ts';
import { CodeBlock } from './code-block.tsx';
import { readMaths } from './mark-maths.ts';
import { Maths } from './maths.tsx';

/** How Markdown's elements are drawn. Plain names take the style of `.markdown`. */
export const markdownElements: Components = {
  h1: 'h1',
  h2: 'h2',
  h3: 'h3',
  h4: 'h4',
  h5: 'h5',
  h6: 'h6',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  hr: 'hr',
  strong: 'strong',
  blockquote: 'blockquote',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
  sup: 'sup',
  sub: 'sub',
  table: ({ node: _node, ...rest }) => (
    <div className="w-fit max-w-full overflow-x-auto rounded-xl border border-line" tabIndex={0}>
      <table {...rest} />
    </div>
  ),
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  // The boxes of a task list: Markdown makes no others.
  input: ({ checked }) => (
    <input
      type="checkbox"
      readOnly
      disabled
      checked={checked}
      aria-label={checked ? t('markdown.done') : t('markdown.open')}
    />
  ),
  // Nothing is ever loaded from elsewhere: an image is its description, with a link to where it lies.
  img: ({ src, alt }) => (
    <ExternalLink href={typeof src === 'string' ? src : undefined}>
      <Image className="me-1 inline size-4 align-text-bottom" aria-label={t('markdown.image')} />
      {alt || t('markdown.image')}
    </ExternalLink>
  ),
  code: ({ className, children }) => (
    <CodeBlock
      code={textOf(children).replace(/\n$/, '')}
      language={/language-(\S+)/.exec(className ?? '')?.[1] ?? ''}
    />
  ),
  inlineCode: ({ children }) => {
    const maths = readMaths(textOf(children));
    return maths === null ? <code>{children}</code> : <Maths {...maths} />;
  },
};

function ExternalLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  if (href === undefined || !/^(https?:|mailto:)/i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" title={href}>
      {children}
    </a>
  );
}

function textOf(children: React.ReactNode): string {
  return Array.isArray(children) ? children.join('') : typeof children === 'string' ? children : '';
}
