/** Dates are 'YYYY-MM-DD' (proleptic Gregorian); the rules know 1900-01-01 to 2299-12-31, as ClickHouse's Date32. */
export const firstDate = '1900-01-01';
export const lastDate = '2299-12-31';

const dayMs = 86_400_000;

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const [year, month, day] = split(text);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month) && inRange(text);
}
export const inRange = (date: string): boolean => date >= firstDate && date <= lastDate;

/** Whole days since 1970-01-01. */
export function dayNumber(date: string): number {
  const [year, month, day] = split(date);
  return Math.round(utc(year, month, day) / dayMs);
}

/** The date so many days or calendar months on; the day is cut to the end of the month. undefined when outside the known range. */
export function addDays(date: string, days: number): string | undefined {
  const moved = new Date((dayNumber(date) + days) * dayMs);
  return Number.isNaN(moved.getTime())
    ? undefined
    : known(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate());
}
export function addMonths(date: string, months: number): string | undefined {
  const [year, month, day] = split(date);
  const total = year * 12 + (month - 1) + months;
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  return known(newYear, newMonth, Math.min(day, daysOfMonth(newYear, newMonth)));
}

export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** Calendar months from one date to another, whatever the day of the month. */
export function monthsBetween(from: string, to: string): number {
  const [year, month] = split(from);
  const [otherYear, otherMonth] = split(to);
  return (otherYear - year) * 12 + (otherMonth - month);
}

export const yearOf = (date: string): number => split(date)[0];
export const monthOf = (date: string): number => split(date)[1];
export const dayOf = (date: string): number => split(date)[2];

/** First and last day of a period YYYYMM. */
export const monthStart = (period: number): string => write(Math.floor(period / 100), period % 100, 1);
export const monthEnd = (period: number): string =>
  write(Math.floor(period / 100), period % 100, daysOfMonth(Math.floor(period / 100), period % 100));

const split = (date: string): [number, number, number] => [
  Number(date.slice(0, 4)),
  Number(date.slice(5, 7)),
  Number(date.slice(8, 10)),
];
const write = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const known = (year: number, month: number, day: number): string | undefined =>
  year >= 1900 && year <= 2299 ? write(year, month, day) : undefined;
const daysOfMonth = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

/** setUTCFullYear, because Date.UTC reads the years 0 to 99 as 1900 to 1999. */
function utc(year: number, month: number, day: number): number {
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  return instant.getTime();
}
