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

/** Writes a figure and what it is held against, with more digits where the two would read the same though they are not. */
export function writtenApart(
  format: Formatters,
  unit: string,
  figure: number,
  other: number,
): readonly [figure: string, other: string] {
  const write = writer(format, unit);
  const said = [write(figure), write(other)] as const;
  if (said[0] !== said[1] || figure === other) return said;
  const closer = closerWriter(format, unit);
  return [closer(figure), closer(other)];
}

function closerWriter(format: Formatters, unit: string): (value: number) => string {
  const kind = kindOf(unit);
  if (kind === 'money') return format.moneyExact;
  return kind === 'percent' ? format.percentCloser : (value) => format.decimal(value, 3);
}

export function useWriter(unit: string): (value: number) => string {
  return writer(useFormat(), unit);
}
