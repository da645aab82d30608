import { ExpertsMark } from '../../ui/experts-mark.tsx';

/** Stands for what is being fetched, once that takes longer than a moment. */
export function Waiting({ text }: { text: string }) {
  return (
    <div role="status" className="late flex flex-col items-center gap-3 py-16 text-sm text-ink-soft">
      <ExpertsMark live className="size-8" />
      {text}
    </div>
  );
}
