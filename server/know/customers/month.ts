/** Months travel as 'YYYY-MM' and are kept as the number YYYYMM. */
export const periodNumber = (text: string): number => Number(text.slice(0, 4)) * 100 + Number(text.slice(5, 7));
export const periodText = (period: number): string =>
  `${String(Math.floor(period / 100)).padStart(4, '0')}-${String(period % 100).padStart(2, '0')}`;

/** The month so many months later; negative is earlier. */
export function addMonths(period: number, months: number): number {
  const total = Math.floor(period / 100) * 12 + (period % 100) - 1 + months;
  return Math.floor(total / 12) * 100 + (total % 12) + 1;
}

/** The last day of a month as 'YYYY-MM-DD'. */
export function lastDay(period: number): string {
  return new Date(Date.UTC(Math.floor(period / 100), period % 100, 0)).toISOString().slice(0, 10);
}

export const periodOf = (instant: Date): number => instant.getUTCFullYear() * 100 + instant.getUTCMonth() + 1;
