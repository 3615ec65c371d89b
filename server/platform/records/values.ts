/** How the text of a value is read, by the object id of its type; the same for both stores. */
export const VALUE_PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  20: number, // int8
  1700: number, // numeric: also what sum(int8) gives
  1082: text, // date: a day has no instant
  1114: text, // timestamp without zone: not an instant
  1184: instant, // timestamptz
};

/** The array types of the above. PGlite derives these by itself, `pg` does not. */
export const ARRAY_ELEMENTS: Readonly<Record<number, number>> = {
  1016: 20,
  1231: 1700,
  1182: 1082,
  1115: 1114,
  1185: 1184,
};

function number(value: string): number | bigint {
  const parsed = Number(value);
  return /^-?\d+$/.test(value) && !Number.isSafeInteger(parsed) ? BigInt(value) : parsed;
}

function text(value: string): string {
  return value;
}

/** PostgreSQL writes '2026-11-22 02:08:00.96+00'; years before Christ and infinity do not occur here. */
function instant(value: string): Date {
  return new Date(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
}
