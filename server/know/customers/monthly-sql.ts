import type { Derivation } from './record-plan.ts';

/**
 * The value of a measure so many months ago: `here` is 1 where it is known, `value` is it, or 0 where it is not known.
 * Months that nothing was loaded for are not in the list.
 */
export interface MonthValue {
  readonly ago: number;
  readonly here: string;
  readonly value: string;
}

/**
 * The derived fields as SQL over those values; what cannot be worked out is not finite. A missing month counts for nothing:
 * mean: of the months that are there. trend: least-squares slope a month over them, divided by the size of their mean;
 * missing with fewer than two of them or a mean of 0. change1: (this month − the month before) ÷ size of the month before.
 */
export function derivedSql(derive: Derivation, values: readonly MonthValue[]): string {
  if (derive === 'change1') {
    const [now, before] = [values.find((v) => v.ago === 0), values.find((v) => v.ago === 1)];
    return now && before
      ? `if(${now.here} and ${before.here}, (${now.value} - ${before.value}) / abs(${before.value}), nan)`
      : 'nan';
  }
  const window = Number(derive.slice(-1));
  const inside = values.filter((v) => v.ago < window);
  const count = sum(inside.map(({ here }) => here));
  const total = sum(inside.map(({ value }) => value));
  if (inside.length === 0) return 'nan';
  if (derive.startsWith('mean')) return `${total} / ${count}`;
  if (inside.length < 2) return 'nan';
  // Time runs towards now: t = −months ago. This month's t is 0.
  const before = inside.filter(({ ago }) => ago > 0);
  const times = sum(before.map(({ ago, here }) => `${here} * ${-ago}`));
  const squares = sum(before.map(({ ago, here }) => `${here} * ${ago * ago}`));
  const products = sum(before.map(({ ago, value }) => `${value} * ${-ago}`));
  // slope ÷ mean = (n·Σtx − Σt·Σx) ÷ (n·Σt² − (Σt)²) ÷ (Σx ÷ n)
  return `(${count} * ${products} - ${times} * ${total}) / (${count} * ${squares} - ${times} * ${times}) * ${count} / abs(${total})`;
}

const sum = (parts: readonly string[]): string =>
  parts.length === 1 ? `(${parts[0] ?? ''})` : `(${parts.join(' + ')})`;
