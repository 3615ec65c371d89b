import { chiSquareTail } from './distributions.ts';

export interface SampleRatio {
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Pearson's chi-square test that groups have the sizes their shares promise (A. Fabijan et al., KDD 2019). Null where
 * there is nothing to compare.
 */
export function sampleRatioTest(groups: readonly { readonly n: number; readonly share: number }[]): SampleRatio | null {
  const real = groups.filter(({ share }) => share > 0);
  const total = real.reduce((sum, { n }) => sum + n, 0);
  const shares = real.reduce((sum, { share }) => sum + share, 0);
  if (real.length < 2 || total === 0) return null;
  const chiSquare = real.reduce((sum, { n, share }) => {
    const expected = (total * share) / shares;
    return sum + (n - expected) ** 2 / expected;
  }, 0);
  const df = real.length - 1;
  return { chiSquare, df, p: chiSquareTail(chiSquare, df) };
}
