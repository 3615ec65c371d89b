import type { ReportBlock } from '#contract';
import { describe, expect, test } from 'vitest';
import { findingOf, nobodyYet, sampleIsBroken, sides } from './report-reading.ts';

const arm = (name: string, targets: number, successes: number): ReportBlock['arms'][number] => ({
  arm: name,
  targets,
  contacted: targets / 2,
  contactRate: 0.5,
  claimed: successes,
  successes,
  rate: { estimate: successes / targets, low: 0, high: 1 },
});
const block = (...arms: ReportBlock['arms']): ReportBlock => ({
  arms,
  lift: {
    absolute: { estimate: null, low: null, high: null },
    relative: { estimate: null, low: null, high: null },
  },
  incremental: {
    successes: { estimate: null, low: null, high: null },
    revenue: { estimate: null, low: null, high: null },
  },
  cost: { contacts: 0, rewards: 0, fixed: 0, total: 0 },
  profit: null,
  roi: null,
  sample_ratio: { p: null },
});

describe('a lift', () => {
  test('has been shown only when zero lies outside its interval', () => {
    expect(findingOf({ estimate: 0.04, low: 0.01, high: 0.07 })).toBe('more');
    expect(findingOf({ estimate: 0.04, low: 0, high: 0.08 })).toBe('unclear');
    expect(findingOf({ estimate: -0.04, low: -0.06, high: -0.01 })).toBe('less');
  });
  test('without an interval says nothing', () => {
    expect(findingOf({ estimate: 0.04, low: null, high: null })).toBe('unknown');
  });
});

describe('treated against control', () => {
  test('one arm keeps its interval', () => {
    const { control, treated } = sides(block(arm('control', 100, 8), arm('standard', 900, 90)));
    expect([control?.successes, treated.rate.high]).toEqual([8, 1]);
  });
  test('several arms are taken together, and then have no interval', () => {
    const { treated } = sides(block(arm('control', 100, 8), arm('a', 300, 30), arm('b', 100, 30)));
    expect(treated).toMatchObject({ targets: 400, successes: 60, rate: { estimate: 0.15, low: null } });
  });
  test('without a control group there is none', () => {
    expect(sides(block(arm('standard', 100, 8))).control).toBeUndefined();
  });
});

test('a split that chance gives once in a thousand is broken', () => {
  expect([sampleIsBroken(0.0009), sampleIsBroken(0.02)]).toEqual([true, false]);
});

test('while nobody has ordered, treated or control, there is no effect to speak of', () => {
  expect(nobodyYet([arm('control', 100, 0), arm('standard', 900, 0)])).toBe(true);
  expect(nobodyYet([arm('control', 100, 1), arm('standard', 900, 0)])).toBe(false);
});
