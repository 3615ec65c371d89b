import type { IndicatorDefinition, IndicatorFigure } from '#contract';
import { addMonths, periodText } from '#know/customers';
import { addsUp, combine, ratioOf, type Metric } from '#query';
import type { Gathered } from './gather.ts';

/** One indicator with its metric, ready to be figured. */
export interface Figured {
  readonly id: string;
  readonly version: number;
  readonly direction: IndicatorDefinition['direction'];
  readonly metric: Metric;
}

/** The figure of a metric in a month and group. */
export function figureOf(metric: Metric, gathered: Gathered, period: number, group: string): number | null {
  return combine(metric, (component, monthsBack) => gathered.get(component, addMonths(period, -monthsBack), group));
}

/** Months before the one asked of that changes are told against. */
export const monthBefore = 1;
export const yearBefore = 12;

/** The figure of one indicator, month and group, with its halves and changes; places and shares come after, when all are there. */
export function figure(
  { id, version, direction, metric }: Figured,
  gathered: Gathered,
  at: { readonly period: number; readonly group: string; readonly key: string | null },
  target: number | null,
): IndicatorFigure {
  const { period, group, key } = at;
  const of = (part: Metric, month = period): number | null => figureOf(part, gathered, month, group);
  const value = of(metric);
  const ratio = ratioOf(metric);
  return {
    indicator: id,
    version,
    period: periodText(period),
    key,
    value,
    numerator: ratio ? of(ratio.numerator) : null,
    denominator: ratio ? of(ratio.denominator) : null,
    monthOnMonth: change(value, of(metric, addMonths(period, -monthBefore))),
    yearOnYear: change(value, of(metric, addMonths(period, -yearBefore))),
    rank: null,
    shareOfWhole: null,
    target,
    attainment: attainment(value, target, direction),
  };
}

export function change(now: number | null, before: number | null): IndicatorFigure['monthOnMonth'] {
  if (now === null || before === null) return { difference: null, share: null };
  return { difference: now - before, share: before === 0 ? null : (now - before) / Math.abs(before) };
}

/**
 * 1 is on target. Where less is better it is 2 − figure ÷ target, as performance management of operators has it for inverse
 * indicators (逆向指标): as far below the target as above counts as much.
 */
export function attainment(
  value: number | null,
  target: number | null,
  direction: IndicatorDefinition['direction'],
): number | null {
  if (value === null || target === null || target === 0) return null;
  return direction === 'down' ? 2 - value / target : value / target;
}

/** Places among groups of one indicator and month, and their parts of the whole. */
export function compared(
  figures: readonly IndicatorFigure[],
  whole: number | null,
  { direction, metric }: Pick<Figured, 'direction' | 'metric'>,
): IndicatorFigure[] {
  const placed = places(
    figures.map(({ key, value }) => (key === null ? null : value)),
    direction,
  );
  const adds = addsUp(metric);
  return figures.map((one, i) => ({
    ...one,
    rank: placed[i] ?? null,
    shareOfWhole: adds && one.value !== null && whole !== null && whole !== 0 ? one.value / whole : null,
  }));
}

/** Competition ranking (1, 2, 2, 4), the best first; what is missing has no place. */
export function places(
  values: readonly (number | null)[],
  direction: IndicatorDefinition['direction'],
): readonly ({ readonly place: number; readonly of: number } | null)[] {
  const known = values.filter((value) => value !== null);
  const isBetter = direction === 'down' ? (a: number, b: number) => a < b : (a: number, b: number) => a > b;
  return values.map((value) =>
    value === null ? null : { place: 1 + known.filter((other) => isBetter(other, value)).length, of: known.length },
  );
}
