import { describe, expect, test } from 'vitest';
import { difference, differenceOfMeans, rate, relativeLift, sampleRatio } from './statistics.ts';

// References: Newcombe (1998), table II; the others worked out by hand from the formulas named in statistics.ts.
describe('the estimators', () => {
  test('give Wilson’s interval', () => {
    expect(rate({ n: 100, successes: 20 })).toMatchObject({
      estimate: 0.2,
      low: expect.closeTo(0.133367, 6),
      high: expect.closeTo(0.288829, 6),
    });
    expect(rate({ n: 10, successes: 0 })).toMatchObject({ estimate: 0, low: 0, high: expect.closeTo(0.277533, 6) });
  });

  test('give Newcombe’s interval: 56/70 against 48/80 in his table II', () => {
    const { estimate, low, high } = difference({ n: 70, successes: 56 }, { n: 80, successes: 48 });
    expect(estimate).toBeCloseTo(0.2, 10);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  test('give Newcombe’s interval at the edge: 0/10 against 0/20', () => {
    expect(difference({ n: 10, successes: 0 }, { n: 20, successes: 0 })).toMatchObject({
      low: expect.closeTo(-0.1611, 4),
      high: expect.closeTo(0.2775, 4),
    });
  });

  test('give the pilot of the specification: 38.08% against 21.29% is a ratio of 1.8', () => {
    // The source gives rates only; 10,000 in each group is assumed here.
    const lift = relativeLift({ n: 10_000, successes: 3808 }, { n: 10_000, successes: 2129 });
    expect(1 + (lift.estimate ?? 0)).toBeCloseTo(1.7886, 4);
    expect([1 + (lift.low ?? 0), 1 + (lift.high ?? 0)]).toEqual([expect.closeTo(1.7096, 4), expect.closeTo(1.8714, 4)]);
  });

  test('give no ratio to a control group without success, and no interval to nobody', () => {
    expect(relativeLift({ n: 10, successes: 3 }, { n: 10, successes: 0 }).estimate).toBeNull();
    expect(difference({ n: 0, successes: 0 }, { n: 10, successes: 3 }).estimate).toBeNull();
  });

  test('give Welch’s interval of a difference of means', () => {
    const moments = (xs: number[]) => ({
      n: xs.length,
      sum: xs.reduce((a, b) => a + b, 0),
      squares: xs.reduce((a, b) => a + b * b, 0),
    });
    const { estimate, low, high } = differenceOfMeans(moments([1, 2, 3, 4, 5]), moments([2, 2, 2, 4]));
    // variances 2.5 and 1: standard error sqrt(2.5/5 + 1/4).
    expect(estimate).toBeCloseTo(0.5, 10);
    expect((high ?? 0) - (low ?? 0)).toBeCloseTo(2 * 1.959964 * Math.sqrt(0.75), 5);
  });

  test('notice groups of the wrong size', () => {
    expect(
      sampleRatio([
        { n: 5000, share: 0.5 },
        { n: 5000, share: 0.5 },
      ]),
    ).toBeCloseTo(1, 10);
    expect(
      sampleRatio([
        { n: 5100, share: 0.5 },
        { n: 4900, share: 0.5 },
      ]),
    ).toBeCloseTo(0.0455, 4);
    expect(sampleRatio([{ n: 10, share: 1 }])).toBeNull();
  });
});
