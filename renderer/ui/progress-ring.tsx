const circumference = 2 * Math.PI * 7;

/** How far something is, from 0 to 1, as a ring that closes. The text beside it says the same. */
export function ProgressRing({ value, className = '' }: { value: number; className?: string }) {
  return (
    <svg viewBox="0 0 18 18" className={`size-4 -rotate-90 ${className}`} aria-hidden>
      <circle cx="9" cy="9" r="7" className="fill-none stroke-line" strokeWidth="2.5" />
      <circle
        cx="9"
        cy="9"
        r="7"
        className="fill-none stroke-accent transition-[stroke-dashoffset]"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeDasharray={circumference}
        strokeDashoffset={circumference * (1 - value)}
      />
    </svg>
  );
}
