import { memo, useCallback, useRef } from 'react';
import { Block, Streamdown, defaultRehypePlugins } from 'streamdown';
import type { BlockProps } from 'streamdown';
import remend from 'remend';
import { CodeBlock } from './code-block.tsx';
import { markMaths } from './mark-maths.ts';
import { markdownElements } from './markdown-elements.tsx';
import { readFence } from './read-fence.ts';
import { splitMarkdown } from './split-markdown.ts';
import type { SplitText } from './split-markdown.ts';

const { raw, sanitize } = defaultRehypePlugins;
const rehypePlugins = [raw, sanitize].filter((plugin) => plugin !== undefined);

/** Markdown that may still be growing: only its last block is read and rendered again. */
export const Markdown = memo(function Markdown({ text, live }: { text: string; live: boolean }) {
  const before = useRef<SplitText | null>(null);
  const split = useCallback(
    (whole: string): string[] => {
      before.current = splitMarkdown(whole, before.current);
      const { blocks } = before.current;
      // What is begun and not ended yet, such as bold or a link, is shown as if it were.
      return live ? blocks.map((block, index) => (index === blocks.length - 1 ? remend(block) : block)) : blocks;
    },
    [live],
  );
  return (
    <Streamdown
      className="markdown"
      parseMarkdownIntoBlocksFn={split}
      parseIncompleteMarkdown={false}
      BlockComponent={MarkdownBlock}
      components={markdownElements}
      rehypePlugins={rehypePlugins}
      isAnimating={live}
      controls={false}
    >
      {text}
    </Streamdown>
  );
});

const MarkdownBlock = memo(
  function MarkdownBlock(props: BlockProps) {
    const fence = readFence(props.content);
    return (
      <div dir="auto" className="markdown-block">
        {fence === null ? <Block {...props} content={markMaths(props.content)} /> : <CodeBlock {...fence} />}
      </div>
    );
  },
  (before, after) => before.content === after.content && before.isIncomplete === after.isIncomplete,
);
