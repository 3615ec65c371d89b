interface SparkLineProps {
  /** From the oldest; null where nothing is known. */
  readonly values: readonly (number | null)[];
  /** What it shows, for people who hear it. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

const edge = 2;

/** History as a thin line without axes; the dot is now. Fewer than two known values draw nothing. */
export function SparkLine({ values, label, width = 96, height = 24 }: SparkLineProps) {
  const known = values.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  const last = known.at(-1);
  if (known.length < 2 || !last) return null;
  const all = known.map((one) => one.value);
  const low = Math.min(0, ...all);
  const high = Math.max(...all);
  const x = (i: number) => edge + (i / (values.length - 1)) * (width - 2 * edge);
  const y = (value: number) => height - edge - ((value - low) / (high - low || 1)) * (height - 2 * edge);
  return (
    <svg
      className="gl-spark"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <polyline points={known.map(({ value, i }) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      <circle cx={x(last.i)} cy={y(last.value)} r="2" />
    </svg>
  );
}
