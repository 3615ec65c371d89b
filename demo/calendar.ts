/** Days are counted from 1970-01-01; months are written `YYYY-MM`. */
const dayMs = 86_400_000;

export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
export const firstDayOf = (period: string): number => dayNumber(`${period}-01`);
export const periodOf = (day: string): string => day.slice(0, 7);

export function addMonths(period: string, months: number): string {
  const [year = 0, month = 1] = period.split('-').map(Number);
  const total = year * 12 + month - 1 + months;
  return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}`;
}
export const monthsBetween = (from: string, to: string): number => {
  const [y1 = 0, m1 = 1] = from.split('-').map(Number);
  const [y2 = 0, m2 = 1] = to.split('-').map(Number);
  return (y2 - y1) * 12 + m2 - m1;
};
export const daysIn = (period: string): number => firstDayOf(addMonths(period, 1)) - firstDayOf(period);

/** The newest month to generate so that the month after it, in which the demonstration campaign runs, is wholly past. */
export const lastPeriodFor = (today: string): string => addMonths(periodOf(today), -2);
