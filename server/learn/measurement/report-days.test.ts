import { describe, expect, test } from 'vitest';
import { noveltyState } from './campaign-analysis.ts';
import { anyLook, daysOf, type DaySum } from './report-days.ts';

const windows = [
  { wave: 1, from: '2026-10-05', to: '2026-10-12' },
  { wave: 2, from: '2026-10-08', to: '2026-10-15' },
];
const sum = (day: string, side: DaySum['side'], what: DaySum['what'], n: number): DaySum => ({ day, side, what, n });
const sums = [
  sum('2026-10-05', 'treated', 'begun', 90),
  sum('2026-10-05', 'control', 'begun', 10),
  sum('2026-10-06', 'treated', 'success', 9),
  sum('2026-10-06', 'treated', 'contact', 40),
  sum('2026-10-08', 'treated', 'begun', 90),
  sum('2026-10-08', 'control', 'begun', 30),
  sum('2026-10-09', 'control', 'success', 4),
];

describe('a campaign by day', () => {
  const days = daysOf(sums, windows, '2026-10-10');
  const on = (day: string) => days.find((one) => one.day === day);

  test('runs from the first wave to today, and not beyond the last window', () => {
    expect([days[0]?.day, days.at(-1)?.day, days.length]).toEqual(['2026-10-05', '2026-10-10', 6]);
    expect(daysOf(sums, windows, '2027-01-01').at(-1)?.day).toBe('2026-10-15');
    expect(daysOf(sums, windows, '2026-10-01')).toEqual([]);
  });
  test('counts on every day the targets of all waves that have begun by now, and successes up to the day', () => {
    expect(on('2026-10-05')?.treated).toMatchObject({ targets: 180, successes: 0 });
    expect(on('2026-10-07')?.treated).toMatchObject({ targets: 180, successes: 9, rate: { estimate: 0.05 } });
    expect(daysOf(sums, windows, '2026-10-07').at(-1)?.treated).toMatchObject({ targets: 90, successes: 9 });
    expect(on('2026-10-09')?.treated).toMatchObject({ targets: 180, successes: 9, rate: { estimate: 0.05 } });
    expect(on('2026-10-09')?.control).toMatchObject({ targets: 40, successes: 4, rate: { estimate: 0.1 } });
    expect(on('2026-10-09')?.difference.estimate).toBeCloseTo(-0.05, 10);
  });
  test('counts the contacts of each day alone', () => {
    expect(days.map((day) => day.contacts)).toEqual([0, 40, 0, 0, 0, 0]);
  });
});

describe('what looking every day may say', () => {
  test('the interval that holds on all days is wider than the one of a day, and tells nothing of an empty side', () => {
    const sides = [
      { n: 1000, successes: 80 },
      { n: 200, successes: 10 },
    ] as const;
    const band = anyLook(...sides);
    expect(band?.low).toBeLessThan(0.03 - 1.96 * 0.0178);
    expect(band?.high).toBeGreaterThan(0.03 + 1.96 * 0.0178);
    expect(anyLook(sides[0], { n: 0, successes: 0 })).toBeNull();
    expect(anyLook({ n: 10, successes: 0 }, { n: 10, successes: 0 })).toBeNull();
  });

  test('customers who were drawn together are worth fewer, so that every interval is wider', () => {
    const [plain, grouped] = [undefined, { treated: 0.25, control: 0.25 }].map((worth) =>
      daysOf(sums, windows, '2026-10-10', worth).at(-1),
    );
    expect(grouped?.treated.successes).toBe(plain?.treated.successes);
    expect(grouped?.difference.estimate).toBe(plain?.difference.estimate);
    const width = (of: { low: number | null; high: number | null } | null | undefined) =>
      (of?.high ?? 0) - (of?.low ?? 0);
    expect(width(grouped?.difference)).toBeGreaterThan(width(plain?.difference));
    expect(width(grouped?.anyLook)).toBeGreaterThan(width(plain?.anyLook));
  });

  test('an effect lasts, fades, or has only brought orders forward', () => {
    const fade = (estimate: number, p: number) => ({ p, difference: { estimate } });
    expect(noveltyState({ high: 0.02 }, fade(0.005, 0.4))).toBe('lasting');
    expect(noveltyState({ high: 0.02 }, fade(0.02, 0.001))).toBe('fading');
    expect(noveltyState({ high: 0.03 }, fade(-0.02, 0.001))).toBe('lasting');
    expect(noveltyState({ high: -0.001 }, fade(0.02, 0.001))).toBe('brought-forward');
  });
});
