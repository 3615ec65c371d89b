import { createRandom } from './random.ts';

/** Sums over one cluster. */
export interface ClusterSum {
  readonly n: number;
  readonly sum: number;
  readonly treated: boolean;
}
export interface PermutationTest {
  readonly p: number;
  readonly assignments: number;
  /** Whether every assignment was tried. */
  readonly exact: boolean;
}

const mostExact = 20_000;
const draws = 19_999;

/**
 * Randomisation test of whole clusters: the share of the assignments of as many clusters to treatment in which the
 * difference of the means per unit is at least as large (either way) as the one seen. R. A. Fisher (1935);
 * A. Gerber and D. Green, Field Experiments, 3.3. Every assignment when there are at most 20,000, else as many
 * drawn from a seed, the one seen counted in.
 */
export function permutationTest(clusters: readonly ClusterSum[], seed = 1): PermutationTest | null {
  const treated = clusters.filter((cluster) => cluster.treated).length;
  if (treated === 0 || treated === clusters.length) return null;
  const whole = { n: sumOf(clusters, 'n'), sum: sumOf(clusters, 'sum') };
  const differenceOf = (n: number, sum: number) => Math.abs(sum / n - (whole.sum - sum) / (whole.n - n));
  const own = clusters.filter((cluster) => cluster.treated);
  const seen = differenceOf(sumOf(own, 'n'), sumOf(own, 'sum'));
  // Sums of the same numbers in another order differ by rounding.
  const bar = seen * (1 - 1e-12);
  const ways = choose(clusters.length, treated);
  if (ways <= mostExact) {
    let extreme = 0;
    eachChoice(clusters, treated, (n, sum) => {
      if (differenceOf(n, sum) >= bar) extreme++;
    });
    return { p: extreme / ways, assignments: ways, exact: true };
  }
  const random = createRandom(seed);
  const order = [...clusters];
  let extreme = 1;
  for (let draw = 0; draw < draws; draw++) {
    let [n, sum] = [0, 0];
    for (let i = 0; i < treated; i++) {
      const j = i + Math.floor(random() * (order.length - i));
      const [a, b] = [order[i] as ClusterSum, order[j] as ClusterSum];
      order[i] = b;
      order[j] = a;
      n += b.n;
      sum += b.sum;
    }
    if (differenceOf(n, sum) >= bar) extreme++;
  }
  return { p: extreme / (draws + 1), assignments: draws + 1, exact: false };
}

const sumOf = (clusters: readonly ClusterSum[], what: 'n' | 'sum') =>
  clusters.reduce((sum, cluster) => sum + cluster[what], 0);

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) {
    ways = Math.round((ways * (n - Math.min(k, n - k) + i)) / i);
    if (ways > mostExact) return Infinity;
  }
  return ways;
}

function eachChoice(
  clusters: readonly ClusterSum[],
  take: number,
  visit: (n: number, sum: number) => void,
  from = 0,
  n = 0,
  sum = 0,
): void {
  if (take === 0) return visit(n, sum);
  for (let i = from; i <= clusters.length - take; i++) {
    const cluster = clusters[i] as ClusterSum;
    eachChoice(clusters, take - 1, visit, i + 1, n + cluster.n, sum + cluster.sum);
  }
}
