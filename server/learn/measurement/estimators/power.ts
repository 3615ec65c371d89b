import { normal } from './distributions.ts';

/** What is to be measured, before it is. */
export interface PlannedTest {
  /** A rate with its value in the control group, or an amount with its standard deviation. */
  readonly metric:
    | { readonly kind: 'proportion'; readonly rate: number }
    | { readonly kind: 'mean'; readonly sd: number };
  /** Share of the units that are control. */
  readonly control: number;
  readonly alpha: number;
  /** Correlation of the covariate with the outcome: CUPED leaves 1 − r² of the variance. */
  readonly covariateCorrelation?: number;
  /** Share of the variance that lies between strata. */
  readonly betweenStrata?: number;
  /** Whole clusters are drawn: their mean size, its coefficient of variation, and the intra-cluster correlation. */
  readonly clusters?: { readonly size: number; readonly sizeVariation: number; readonly correlation: number };
  /** How many comparisons share the error (Bonferroni, as Holm's first step). */
  readonly comparisons?: number;
}

/**
 * What the design multiplies the variance of a plain test by: (1 − r²)(1 − R²) × the design effect of clusters,
 * 1 + ((1 + cv²)m − 1)ρ (L. Kish, Survey Sampling (1965); unequal sizes: S. Eldridge et al., Int. J. Epidemiol. 35 (2006)).
 */
export function varianceFactor({ covariateCorrelation = 0, betweenStrata = 0, clusters }: PlannedTest): number {
  const design = clusters ? 1 + ((1 + clusters.sizeVariation ** 2) * clusters.size - 1) * clusters.correlation : 1;
  return (1 - covariateCorrelation ** 2) * (1 - betweenStrata) * design;
}

/**
 * Chance to see an effect of that size at two-sided `alpha` with so many units in all. Amounts: normal approximation
 * with both tails (statsmodels `NormalIndPower`); rates: variance pooled under the hypothesis and separate under the
 * alternative (J. Fleiss, Statistical Methods for Rates and Proportions; statsmodels `power_proportions_2indep`).
 */
export function powerOf(test: PlannedTest, effect: number, units: number): number {
  const treated = units * (1 - test.control);
  const ratio = test.control / (1 - test.control);
  const factor = varianceFactor(test);
  const { underNull, underEffect } = deviations(test, effect, ratio);
  const critical = normal.quantile(1 - test.alpha / (test.comparisons ?? 1) / 2) * (underNull / underEffect);
  const signal = (effect * Math.sqrt(treated / factor)) / underEffect;
  return normal.cdf(signal - critical) + normal.cdf(-signal - critical);
}

/** Standard deviations of √treated × the difference. */
function deviations({ metric }: PlannedTest, effect: number, ratio: number) {
  if (metric.kind === 'mean') {
    const sd = metric.sd * Math.sqrt(1 + 1 / ratio);
    return { underNull: sd, underEffect: sd };
  }
  const [treated, control] = [metric.rate + effect, metric.rate];
  const pooled = (treated + control * ratio) / (1 + ratio);
  const spread = (rate: number) => rate * (1 - rate);
  return {
    underNull: Math.sqrt(spread(pooled) * (1 + 1 / ratio)),
    underEffect: Math.sqrt(spread(treated) + spread(control) / ratio),
  };
}

/** Units in all that give the power; null where none are enough (no effect, or a rate past 0 or 1). */
export function unitsNeeded(test: PlannedTest, effect: number, power: number): number | null {
  if (!possible(test, effect)) return null;
  let [low, high] = [2, 4];
  while (powerOf(test, effect, high) < power) {
    high *= 2;
    if (high > 1e13) return null;
  }
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (powerOf(test, effect, middle) < power) low = middle;
    else high = middle;
  }
  return high;
}

const possible = ({ metric }: PlannedTest, effect: number) =>
  effect !== 0 &&
  (metric.kind === 'mean' ? metric.sd > 0 : metric.rate + effect > 0 && metric.rate + effect < 1 && metric.rate > 0);

/** The least rise that is seen with that power; null where none is. */
export function detectableEffect(test: PlannedTest, units: number, power: number): number | null {
  const most = test.metric.kind === 'mean' ? test.metric.sd * 1e6 : 1 - test.metric.rate - 1e-12;
  if (units <= 0 || powerOf(test, most, units) < power) return null;
  let [low, high] = [0, most];
  for (let i = 0; i < 200 && high - low > 1e-15 * most; i++) {
    const middle = (low + high) / 2;
    if (powerOf(test, middle, units) < power) low = middle;
    else high = middle;
  }
  return high;
}
