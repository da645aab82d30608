const experts = Array.from({ length: 8 }, (_, index) => {
  const angle = (index / 8) * 2 * Math.PI - Math.PI / 2;
  return { x: 16 + 10.5 * Math.cos(angle), y: 16 + 10.5 * Math.sin(angle) };
});

/** Conclave's mark: a ring of experts of which two are at work, around the router. Alive while a reply is made. */
export function ExpertsMark({ live = false, className = '' }: { live?: boolean; className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={`text-accent ${live ? 'experts-live' : ''} ${className}`}>
      <path d="M16 12.4a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2Z" fill="currentColor" />
      {experts.map(({ x, y }, index) => (
        <circle
          key={index}
          cx={x}
          cy={y}
          r={2.7}
          fill="currentColor"
          opacity={index === 0 || index === 3 ? 1 : 0.28}
          style={{ '--turn': (index * 3) % 8 } as React.CSSProperties}
        />
      ))}
    </svg>
  );
}
