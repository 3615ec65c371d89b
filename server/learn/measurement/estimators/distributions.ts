import betaCdf from '@stdlib/stats-base-dists-beta-cdf';
import betaLogpdf from '@stdlib/stats-base-dists-beta-logpdf';
import gammainc from '@stdlib/math-base-special-gammainc';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

export { betaCdf, betaLogpdf };

export const normal = {
  cdf: (x: number): number => normalCdf(x, 0, 1),
  quantile: (p: number): number => normalQuantile(p, 0, 1),
  density: (x: number): number => Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI),
};

/** The quantile of Student's t; of the normal distribution where `df` is infinite. */
export const quantileOf = (p: number, df: number): number => (df === Infinity ? normal.quantile(p) : tQuantile(p, df));

/** Two-sided p value of a statistic under Student's t with `df` degrees of freedom (infinite: normal). */
export function twoSided(statistic: number, df: number): number {
  if (Number.isNaN(statistic)) return NaN;
  const below = df === Infinity ? normal.cdf(-Math.abs(statistic)) : tCdf(-Math.abs(statistic), df);
  return Math.min(1, 2 * below);
}

/** P(χ² > x): the upper tail itself, so that small p values keep their digits. */
export const chiSquareTail = (x: number, df: number): number => (x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true));
