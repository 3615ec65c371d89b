import { useFormat, type FigureKind, type Formatters } from '#parts';

/** How figures of a unit are shown: a share as a percentage, money as money, anything else as a count. */
export const kindOf = (unit: string): FigureKind =>
  unit === '' ? 'percent' : unit === 'CNY' || unit.startsWith('CNY/') ? 'money' : 'count';

/** Writes figures of a unit. */
export function writer(format: Formatters, unit: string): (value: number) => string {
  const kind = kindOf(unit);
  return (value) => {
    if (kind === 'money') return format.money(value);
    if (kind === 'percent') return format.percent(value);
    // Means of counts, such as lines a customer, are small and not whole: three digits of them are worth reading.
    const size = Math.abs(value);
    if (Number.isInteger(value) || size >= 100) return format.short(value);
    return format.decimal(value, size < 1 ? 3 : size < 10 ? 2 : 1);
  };
}

export function useWriter(unit: string): (value: number) => string {
  return writer(useFormat(), unit);
}
