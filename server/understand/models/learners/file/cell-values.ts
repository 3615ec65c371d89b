/** What people and programs write for a number that is not there. */
const missingWords = new Set([
  '',
  '-',
  '?',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'inf',
  '-inf',
  'infinity',
  '-infinity',
  '\\n',
]);
const plain = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const written = /^[-+]?[$¥￥€£]?\d{1,3}(,\d{3})*(\.\d+)?%?$/;

/** A cell as a number: NaN where nothing stands, undefined where something else does. 1,234.5, ¥30 and 12% are numbers. */
export function numberIn(cell: string): number | undefined {
  if (plain.test(cell)) {
    const value = Number(cell);
    return Number.isFinite(value) ? value : NaN;
  }
  if (missingWords.has(cell.toLowerCase())) return NaN;
  if (written.test(cell)) return Number(cell.replace(/[$¥￥€£,%]/g, ''));
  return undefined;
}

const day =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?)?$/;
const dayOfMonth = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/**
 * A cell as days since 1970, as dates enter a model; NaN where nothing stands, undefined where no date does. Of
 * 3/4/2026 the month comes first, unless it cannot.
 */
export function daysIn(cell: string): number | undefined {
  if (missingWords.has(cell.toLowerCase())) return NaN;
  const match = day.exec(cell);
  if (match) {
    const [, y, m, d, hour = 0, minute = 0, second = 0] = match.map((part) =>
      part === undefined ? undefined : Number(part),
    );
    return daysOf(y!, m!, d!, hour * 3600 + minute * 60 + second);
  }
  const [, a, b, year] = dayOfMonth.exec(cell)?.map(Number) ?? [];
  if (a === undefined || b === undefined || year === undefined) return undefined;
  return a > 12 ? daysOf(year, b, a, 0) : daysOf(year, a, b, 0);
}

function daysOf(year: number, month: number, date: number, seconds: number): number | undefined {
  if (month < 1 || month > 12 || date < 1 || date > 31 || seconds >= 86_400) return undefined;
  return Date.UTC(year, month - 1, date) / 86_400_000 + seconds / 86_400;
}
