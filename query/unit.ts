/**
 * A unit of measure as powers of its parts: CNY/month is { CNY: 1, month: -1 }, a plain ratio is {}.
 * `undefined` stands for a number that carries no unit (a literal, or a field without one): it fits any unit.
 */
export type Unit = Readonly<Record<string, number>>;

/** Reads 'CNY/month', 'GB', 'GB*month', '' (a ratio). */
export function readUnit(text: string): Unit {
  const powers: Record<string, number> = {};
  let sign = 1;
  for (const part of text.split(/([*/])/u).map((p) => p.trim())) {
    if (part === '/') sign = -1;
    else if (part === '*') sign = 1;
    else if (part !== '' && part !== '1') powers[part] = (powers[part] ?? 0) + sign;
  }
  return tidy(powers);
}

export function writeUnit(unit: Unit): string {
  const names = Object.keys(unit).toSorted();
  const power = (name: string): string[] => Array.from({ length: Math.abs(unit[name]!) }, () => name);
  const above = names.filter((n) => unit[n]! > 0).flatMap(power);
  const below = names.filter((n) => unit[n]! < 0).flatMap(power);
  const top = above.length > 0 ? above.join('*') : '1';
  return below.length > 0 ? `${top}/${below.join('/')}` : top;
}

export const sameUnit = (a: Unit | undefined, b: Unit | undefined): boolean =>
  a === undefined || b === undefined || writeUnit(a) === writeUnit(b);

/** The unit of a product (direction 1) or a quotient (direction -1) of two known units. */
export function combineUnits(a: Unit, b: Unit, direction: 1 | -1): Unit {
  const powers: Record<string, number> = { ...a };
  for (const [name, power] of Object.entries(b)) powers[name] = (powers[name] ?? 0) + direction * power;
  return tidy(powers);
}

const tidy = (powers: Record<string, number>): Unit =>
  Object.fromEntries(Object.entries(powers).filter(([, power]) => power !== 0));
