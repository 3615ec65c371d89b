import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CampaignFile } from '#contract';
import { caveats, makeReport, type Terms } from './report.ts';
import { windowsOf, type Sums } from './report-sums.ts';

const terms: Terms = { control: 0.1, arms: { standard: 1 }, rewardPerSuccess: 20, fixed: 1000 };
const row = (given: Partial<Sums>): Sums => ({
  cut: 'all',
  key: '',
  arm: 'standard',
  targets: 0,
  contacted: 0,
  claimed: 0,
  successes: 0,
  rewarded: 0,
  revenue: 0,
  revenueSquares: 0,
  margin: 0,
  contactCost: 0,
  ...given,
});

describe('a report', () => {
  test('counts what the treated brought over the control group, and what it cost', () => {
    const report = makeReport(
      [
        row({
          targets: 9000,
          contacted: 6000,
          successes: 1800,
          rewarded: 1500,
          revenue: 180_000,
          revenueSquares: 18e6,
          margin: 90_000,
          contactCost: 60_000,
        }),
        row({ arm: 'control', targets: 1000, successes: 100, revenue: 10_000, revenueSquares: 1e6, margin: 5000 }),
      ],
      terms,
    );
    expect(report.lift.absolute.estimate).toBeCloseTo(0.1, 10);
    expect(report.incremental.successes.estimate).toBeCloseTo(900, 6);
    expect(report.incremental.revenue.estimate).toBeCloseTo(90_000, 6);
    expect(report.cost).toEqual({ contacts: 60_000, rewards: 30_000, fixed: 1000, total: 91_000 });
    expect(report.profit).toBeCloseTo(45_000 - 91_000, 6);
    expect(report.roi).toBeCloseTo(-46_000 / 91_000, 10);
    expect(report.sample_ratio.p).toBeCloseTo(1, 10);
  });

  test('tells no lift without a control group, and says who waived it', () => {
    const report = makeReport([row({ targets: 100, successes: 10, revenue: 10, revenueSquares: 10 })], {
      ...terms,
      control: 0,
    });
    expect(report.lift.absolute).toEqual({ estimate: null, low: null, high: null });
    expect([report.profit, report.roi]).toEqual([null, null]);
    const file = CampaignFile.parse({
      campaign: 'c',
      owner: 'o',
      objective: { en: '', zh: '' },
      audience: 'true',
      offers: [{ offer: 'a' }],
      channels: [{ channel: 'call' }],
      experiment: { control: 0, waiver: { by: 'Li Wei', why: 'a legal notice to everybody' } },
      waves: [{ share: 1, start: '2026-10-01', days: 5 }],
      success: { order: 'a', within_days: 14 },
      budget: { total: 0 },
    });
    const codes = caveats({
      file,
      today: '2026-10-10',
      lastOrder: '2026-10-08',
      windowEnd: '2026-10-20',
      sampleRatio: null,
    });
    expect(codes.map(({ code }) => code)).toEqual(['no-control', 'window-open', 'orders-incomplete']);
    expect(codes[0]?.message).toContain('Li Wei');
  });

  test('has parts whose costs and targets add up to the whole', () => {
    const part = fc.record({
      targets: fc.integer({ min: 1, max: 500 }),
      rewarded: fc.nat(50),
      contactCost: fc.nat(1000),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const waves = parts.map((one, i) => row({ cut: 'wave', key: String(i + 1), ...one }));
        const all = waves.reduce(
          (sum, one) => ({
            ...sum,
            targets: sum.targets + one.targets,
            rewarded: sum.rewarded + one.rewarded,
            contactCost: sum.contactCost + one.contactCost,
          }),
          row({}),
        );
        const report = makeReport([all, ...waves], terms);
        const summed = (report.by.wave ?? []).reduce((sum, block) => sum + block.cost.total, 0);
        expect(summed).toBeCloseTo(report.cost.total, 6);
      }),
    );
  });

  test('watches treated and control over the same days of a wave', () => {
    const waves = [
      { share: 0.5, start: '2026-10-28', days: 5 },
      { share: 0.5, start: '2026-11-10', days: 2 },
    ];
    expect(windowsOf({ waves, success: { order: 'a', within_days: 14 } })).toEqual([
      { wave: 1, from: '2026-10-28', to: '2026-11-16' },
      { wave: 2, from: '2026-11-10', to: '2026-11-26' },
    ]);
  });
});
