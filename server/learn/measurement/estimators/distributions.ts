import { createRequire } from 'node:module';
import type BetaCdf from '@stdlib/stats-base-dists-beta-cdf';
import type BetaLogpdf from '@stdlib/stats-base-dists-beta-logpdf';
import type Gammainc from '@stdlib/math-base-special-gammainc';
import type NormalCdf from '@stdlib/stats-base-dists-normal-cdf';
import type NormalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type TCdf from '@stdlib/stats-base-dists-t-cdf';
import type TQuantile from '@stdlib/stats-base-dists-t-quantile';

// The library is 250 small files: they are read with the first figure that needs them, and no start waits for them.
const require = createRequire(import.meta.url);
const library = {
  betaCdf: lazily(() => require('@stdlib/stats-base-dists-beta-cdf') as typeof BetaCdf),
  betaLogpdf: lazily(() => require('@stdlib/stats-base-dists-beta-logpdf') as typeof BetaLogpdf),
  gammainc: lazily(() => require('@stdlib/math-base-special-gammainc') as typeof Gammainc),
  normalCdf: lazily(() => require('@stdlib/stats-base-dists-normal-cdf') as typeof NormalCdf),
  normalQuantile: lazily(() => require('@stdlib/stats-base-dists-normal-quantile') as typeof NormalQuantile),
  tCdf: lazily(() => require('@stdlib/stats-base-dists-t-cdf') as typeof TCdf),
  tQuantile: lazily(() => require('@stdlib/stats-base-dists-t-quantile') as typeof TQuantile),
};

function lazily<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => (loaded ??= load());
}

export const betaCdf = (x: number, alpha: number, beta: number): number => library.betaCdf()(x, alpha, beta);
export const betaLogpdf = (x: number, alpha: number, beta: number): number => library.betaLogpdf()(x, alpha, beta);

export const normal = {
  cdf: (x: number): number => library.normalCdf()(x, 0, 1),
  quantile: (p: number): number => library.normalQuantile()(p, 0, 1),
  density: (x: number): number => Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI),
};

/** The quantile of Student's t; of the normal distribution where `df` is infinite. */
export const quantileOf = (p: number, df: number): number =>
  df === Infinity ? normal.quantile(p) : library.tQuantile()(p, df);

/** Two-sided p value of a statistic under Student's t with `df` degrees of freedom (infinite: normal). */
export function twoSided(statistic: number, df: number): number {
  if (Number.isNaN(statistic)) return NaN;
  const below = df === Infinity ? normal.cdf(-Math.abs(statistic)) : library.tCdf()(-Math.abs(statistic), df);
  return Math.min(1, 2 * below);
}

/** P(χ² > x): the upper tail itself, so that small p values keep their digits. */
export const chiSquareTail = (x: number, df: number): number =>
  x <= 0 ? 1 : library.gammainc()(x / 2, df / 2, true, true);
