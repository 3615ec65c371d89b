/** How much of the day is done. */
export function Ring({ done, all, label }: { done: number; all: number; label: string }) {
  const radius = 26;
  const around = 2 * Math.PI * radius;
  const share = all === 0 ? 0 : done / all;
  return (
    <svg className="f-ring" viewBox="0 0 64 64" width="64" height="64" role="img" aria-label={label}>
      <circle cx="32" cy="32" r={radius} className="f-ring-ground" />
      <circle
        cx="32"
        cy="32"
        r={radius}
        className="f-ring-done"
        strokeDasharray={`${share * around} ${around}`}
        transform="rotate(-90 32 32)"
      />
      <text x="32" y="38" textAnchor="middle">
        {done}
      </text>
    </svg>
  );
}
