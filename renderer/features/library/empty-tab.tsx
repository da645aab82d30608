/** What a tab shows while it has nothing to show. */
export function EmptyTab(props: { icon: React.ReactNode; title: string; text: string; children?: React.ReactNode }) {
  return (
    <div className="flex flex-col items-center px-4 py-16 text-center">
      <span className="mb-3 text-accent [&>svg]:size-9" aria-hidden>
        {props.icon}
      </span>
      <h2 className="font-display text-xl">{props.title}</h2>
      <p className="mt-1.5 max-w-[28rem] text-sm text-ink-soft">{props.text}</p>
      {props.children !== undefined && <div className="mt-5">{props.children}</div>}
    </div>
  );
}
