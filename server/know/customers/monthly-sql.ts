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

/** The sums over a window of the last so many months that its mean and trend are made of, each under the name `<sum><window>_<of>`. */
export function windowSums(window: 3 | 6, of: string, values: readonly MonthValue[]): string[] {
  const inside = values.filter((v) => v.ago < window);
  // Time runs towards now: t = −months ago. This month's t is 0.
  const before = inside.filter(({ ago }) => ago > 0);
  const sums = {
    n: inside.map(({ here }) => here),
    x: inside.map(({ value }) => value),
    t: before.map(({ ago, here }) => `${here} * ${-ago}`),
    tt: before.map(({ ago, here }) => `${here} * ${ago * ago}`),
    tx: before.map(({ ago, value }) => `${value} * ${-ago}`),
  };
  return Object.entries(sums).map(
    ([name, parts]) => `${parts.length === 0 ? '0' : parts.join(' + ')} as ${name}${window}_${of}`,
  );
}

/**
 * The derived fields as SQL over those sums; what cannot be worked out is not finite. A missing month counts for nothing:
 * mean: of the months that are there. trend: least-squares slope a month over them, divided by the size of their mean;
 * missing with fewer than two of them or a mean of 0. change1: (this month − the month before) ÷ size of the month before.
 */
export function derivedSql(derive: Derivation, of: string, values: readonly MonthValue[]): string {
  if (derive === 'change1') {
    const [now, before] = [values.find((v) => v.ago === 0), values.find((v) => v.ago === 1)];
    return now && before
      ? `if(${now.here} and ${before.here}, (${now.value} - ${before.value}) / abs(${before.value}), nan)`
      : 'nan';
  }
  const [n, x, t, tt, tx] = ['n', 'x', 't', 'tt', 'tx'].map((name) => `${name}${derive.slice(-1)}_${of}`);
  if (derive.startsWith('mean')) return `${x} / ${n}`;
  // slope ÷ mean = (n·Σtx − Σt·Σx) ÷ (n·Σt² − (Σt)²) ÷ (Σx ÷ n)
  return `(${n} * ${tx} - ${t} * ${x}) / (${n} * ${tt} - ${t} * ${t}) * ${n} / abs(${x})`;
}
