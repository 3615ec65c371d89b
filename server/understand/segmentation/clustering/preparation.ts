import { sharedFloats, type Points } from './points.ts';

/** How the values of a field become a coordinate: (T(min(max(x, low), high)) - mean) / deviation. */
export interface Preparation {
  readonly field: string;
  /** What stands for a missing value, in the field's own unit. */
  readonly missing: number;
  /** Winsorised: nothing lies beyond. */
  readonly low: number;
  readonly high: number;
  /** `log`: ln(1 + x - low). `rank`: the share of rows below, straight between `knots`. */
  readonly transform: 'none' | 'log' | 'rank';
  /** Values at equal steps of rank, ascending and different; of `rank` only. */
  readonly knots: readonly { readonly value: number; readonly rank: number }[];
  /** Of the transformed values. */
  readonly mean: number;
  readonly deviation: number;
}
export interface PreparationChoice {
  /** `auto`: the logarithm where values are not negative and lean to the right (skewness above 1), else none. */
  readonly transform: 'auto' | 'none' | 'log' | 'rank';
  readonly missing: 'median' | 'zero';
  /** Share cut off at each end. */
  readonly winsorise: number;
}
export const usualPreparation: PreparationChoice = { transform: 'auto', missing: 'median', winsorise: 0.005 };

const knotCount = 64;
const skewed = 1;

/** Prepares one field by a sample of its values (NaN: missing); undefined where all values are the same. */
export function prepareField(
  field: string,
  values: Float64Array,
  { transform: asked, missing: fill, winsorise }: PreparationChoice = usualPreparation,
): Preparation | undefined {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return undefined;
  const quantile = (share: number): number => known[Math.min(known.length - 1, Math.floor(share * known.length))]!;
  const missing = fill === 'zero' ? 0 : quantile(0.5);
  const [low, high] = [quantile(winsorise), quantile(1 - winsorise)];
  // A field that is nearly always the same keeps what is left of it.
  const bounds = low < high ? { low, high } : { low: known[0]!, high: known.at(-1)! };
  const filled = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    filled[i] = clamp(Number.isNaN(value) ? missing : value, bounds.low, bounds.high);
  }
  const transform = asked === 'auto' ? (bounds.low >= 0 && skewness(filled) > skewed ? 'log' : 'none') : asked;
  const knots = transform === 'rank' ? knotsOf(filled) : [];
  const shape = { field, missing, ...bounds, transform, knots };
  if (transform !== 'none') for (let i = 0; i < filled.length; i++) filled[i] = transformed(shape, filled[i]!);
  const moments = momentsOf(filled);
  return moments.deviation > 0 ? { ...shape, ...moments } : undefined;
}

/** The coordinate of a value; NaN is a missing one. */
export function coordinate(of: Preparation, value: number): number {
  const known = Number.isNaN(value) ? of.missing : value;
  return (transformed(of, clamp(known, of.low, of.high)) - of.mean) / of.deviation;
}

/** Columns of values, each with its preparation, as points in shared memory. */
export function preparePoints(columns: readonly Float64Array[], preparations: readonly Preparation[]): Points {
  const [rows, width] = [columns[0]?.length ?? 0, preparations.length];
  const values = sharedFloats(rows * width);
  for (const [d, preparation] of preparations.entries()) {
    const column = columns[d]!;
    for (let i = 0; i < rows; i++) values[i * width + d] = coordinate(preparation, column[i]!);
  }
  return { rows, width, values };
}

type Shape = Pick<Preparation, 'transform' | 'low' | 'knots'>;

function transformed({ transform, low, knots }: Shape, value: number): number {
  if (transform === 'log') return Math.log1p(value - low);
  return transform === 'rank' ? rankOf(knots, value) : value;
}

function rankOf(knots: Preparation['knots'], value: number): number {
  for (let i = 1; i < knots.length; i++) {
    const [from, to] = [knots[i - 1]!, knots[i]!];
    if (value <= to.value) return from.rank + ((value - from.value) / (to.value - from.value)) * (to.rank - from.rank);
  }
  return knots.at(-1)?.rank ?? 0;
}

function knotsOf(values: Float64Array): Preparation['knots'] {
  const sorted = values.toSorted();
  const ranks = new Map<number, number>();
  for (let i = 0; i <= knotCount; i++) {
    const rank = i / knotCount;
    ranks.set(sorted[Math.min(sorted.length - 1, Math.floor(rank * sorted.length))]!, rank);
  }
  return [...ranks].map(([value, rank]) => ({ value, rank }));
}

function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function skewness(values: Float64Array): number {
  const { mean, deviation } = momentsOf(values);
  if (deviation === 0) return 0;
  return values.reduce((sum, value) => sum + ((value - mean) / deviation) ** 3, 0) / values.length;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
