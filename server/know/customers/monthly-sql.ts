import type { Derivation } from './record-plan.ts';

/**
 * The value of a measure in the months before: `alias` holds it (Float64, null where missing) for `ago` months ago.
 * Months that nothing was loaded for are not in the list.
 */
export interface MonthValue {
  readonly ago: number;
  readonly alias: string;
}

/**
 * The derived fields as SQL over those values. A missing month counts for nothing:
 * mean: of the months that are there. trend: least-squares slope a month over them, divided by the size of their mean;
 * missing with fewer than two of them or a mean of 0. change1: (this month − the month before) ÷ size of the month before.
 */
export function derivedSql(derive: Derivation, values: readonly MonthValue[]): string {
  if (derive === 'change1') {
    const [now, before] = [values.find((v) => v.ago === 0), values.find((v) => v.ago === 1)];
    return now && before ? `(${now.alias} - ${before.alias}) / nullIf(abs(${before.alias}), 0)` : 'null';
  }
  const window = Number(derive.slice(-1));
  const inside = values.filter((v) => v.ago < window);
  if (inside.length === 0) return 'null';
  const count = sum(inside.map(({ alias }) => `isNotNull(${alias})`));
  const total = sum(inside.map(({ alias }) => `ifNull(${alias}, 0)`));
  if (derive.startsWith('mean')) return `${total} / nullIf(${count}, 0)`;
  if (inside.length < 2) return 'null';
  // Time runs towards now: t = −months ago.
  const times = sum(inside.map(({ ago, alias }) => `isNotNull(${alias}) * ${-ago}`));
  const squares = sum(inside.map(({ ago, alias }) => `isNotNull(${alias}) * ${ago * ago}`));
  const products = sum(inside.map(({ ago, alias }) => `ifNull(${alias}, 0) * ${-ago}`));
  const slope = `(${count} * ${products} - ${times} * ${total}) / nullIf(${count} * ${squares} - ${times} * ${times}, 0)`;
  return `${slope} / nullIf(abs(${total} / nullIf(${count}, 0)), 0)`;
}

const sum = (parts: readonly string[]): string => (parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' + ')})`);
