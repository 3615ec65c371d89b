import type { IndicatorWarningRule } from '#contract';

/** A figure that calls for attention: what it was expected to be, and how far it is from that. */
export interface Alarm {
  readonly rule: IndicatorWarningRule;
  /** The limit, or the median of the history. */
  readonly expected: number | null;
  readonly z: number | null;
}

/** A figure with the figures of the months before it, the newest first; null where there was none. */
export interface History {
  readonly value: number | null;
  readonly before: readonly (number | null)[];
}

/** What the rules say of a figure. A figure that never was there is not missing. */
export function alarms(rules: readonly IndicatorWarningRule[], { value, before }: History): Alarm[] {
  return rules.flatMap((rule): Alarm[] => {
    switch (rule.kind) {
      case 'above':
        return value !== null && value > rule.limit ? [{ rule, expected: rule.limit, z: null }] : [];
      case 'below':
        return value !== null && value < rule.limit ? [{ rule, expected: rule.limit, z: null }] : [];
      case 'missing':
        return value === null && before.some((one) => one !== null) ? [{ rule, expected: null, z: null }] : [];
      case 'deviation': {
        const deviation = value === null ? undefined : deviationOf(value, likeMonths(before));
        return deviation && Math.abs(deviation.z) > rule.z
          ? [{ rule, expected: deviation.median, z: deviation.z }]
          : [];
      }
    }
  });
}

const leastHistory = 4;

/** The same calendar month of earlier years where there are four of them, else the twelve months before. */
function likeMonths(before: readonly (number | null)[]): readonly number[] {
  const sameMonth = before.filter((one, i) => (i + 1) % 12 === 0 && one !== null);
  const of = sameMonth.length >= leastHistory ? sameMonth : before.slice(0, 12);
  return of.filter((one) => one !== null);
}

/**
 * Robust z: 0.6745 (x − median) / MAD (Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers). Where more than half
 * of the history is one value, MAD is 0, and the mean absolute deviation stands in: (x − median) / (1.2533 MeanAD).
 * However steady the history, its scale is at least a third of a hundredth of it: at the usual 3.5 a figure that is off by
 * less than a hundredth calls for nobody, though four steady months would make a wonder of it. undefined with fewer than four figures, or where the history never moved and this figure does not either.
 */
export function deviationOf(
  value: number,
  history: readonly number[],
): { readonly z: number; readonly median: number } | undefined {
  if (history.length < leastHistory) return undefined;
  const centre = median(history);
  const distances = history.map((one) => Math.abs(one - centre));
  const mad = median(distances);
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
  // A history that never moved tells of no scale: a hundredth of it is taken, so that a jump is seen and a ripple is not.
  const moved = mad > 0 ? mad / 0.6745 : mean * 1.2533;
  const scale = moved > 0 ? Math.max(moved, Math.abs(centre) / 300) : Math.abs(centre) / 100;
  return scale === 0 ? undefined : { z: (value - centre) / scale, median: centre };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
