import { describe, expect, test } from 'vitest';
import { formatters } from './format.ts';

const en = formatters('en');
const zh = formatters('zh');

describe('figures', () => {
  test('are exact below ten thousand and have three significant digits above', () => {
    expect([en.short(1284), en.short(12_840), en.short(1_284_000)]).toEqual(['1,284', '12.8K', '1.28M']);
  });
  test('go by 万 and 亿 in Chinese', () => {
    expect([zh.short(1284), zh.short(12_840), zh.short(128_400_000)]).toEqual(['1,284', '1.28万', '1.28亿']);
  });
  test('that round to nothing have no sign', () => {
    expect([en.short(-0.3), en.percent(-0.0001), en.moneyExact(-0.001)]).toEqual(['0', '0.0%', '¥0.00']);
  });
  test('keep every digit where they are to be exact', () => {
    expect([en.count(1_284_567), zh.count(1_284_567)]).toEqual(['1,284,567', '1,284,567']);
  });
  test('of one column have the same decimals, those that end in noughts too', () => {
    expect([1.345, 1.32, 1, -0.0001].map((value) => en.aligned(value, 3))).toEqual([
      '1.345',
      '1.320',
      '1.000',
      '0.000',
    ]);
    expect([1.345, 1.32, 1].map((value) => en.decimal(value, 3))).toEqual(['1.345', '1.32', '1']);
  });
  test('show shares to one decimal and differences of shares in signed points', () => {
    expect([en.percent(0.12345), en.points(0.0231), en.points(-0.004), en.points(0)]).toEqual([
      '12.3%',
      '+2.3 pp',
      '−0.4 pp',
      '0.0 pp',
    ]);
    expect(zh.points(0.0231)).toBe('+2.3 个百分点');
    expect([en.pointsSize(-0.0231), en.pointsBetween(-0.01, 0.02)]).toEqual(['2.3 pp', '−1.0 to +2.0 pp']);
  });
  test('show shares on an axis with no more decimals than they need', () => {
    const ticks = [0, 0.0005, 0.001, 0.15 * 0.01, 0.25, 1].map(en.percentTick);
    expect(ticks).toEqual(['0%', '0.05%', '0.1%', '0.15%', '25%', '100%']);
    expect(en.percentCloser(0.12345)).toBe('12.345%');
  });
  test('write money with the sign before the currency', () => {
    expect([en.money(-12_840), en.moneyExact(1234.5), zh.money(12_840), zh.moneyExact(-1234.5)]).toEqual([
      '−¥12.8K',
      '¥1,234.50',
      '1.28万元',
      '−1,234.50元',
    ]);
  });
});

describe('time', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  test('is told as people say it', () => {
    expect([en.ago('2026-11-22T11:58:00Z', now), zh.ago('2026-11-22T11:58:00Z', now)]).toEqual([
      '2 minutes ago',
      '2分钟前',
    ]);
    expect(en.ago('2026-11-21T11:00:00Z', now)).toBe('yesterday');
  });
  test('keeps a calendar day the same day in every time zone', () => {
    expect([en.day('2026-11-02'), zh.day('2026-11-02')]).toEqual(['2 Nov 2026', '2026年11月2日']);
    expect([en.period('2026-10'), zh.period('2026-10')]).toEqual(['October 2026', '2026年10月']);
  });
  test('gives spans in the unit that fits', () => {
    expect([en.span(84.4), en.span(3210), zh.span(240_000)]).toEqual(['84 ms', '3.2 s', '4 分钟']);
  });
});
