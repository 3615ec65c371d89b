import type { Trial } from './try-k.ts';

/**
 * Which number of groups to take. A segmentation has to come out again (stability), and its groups have to stand apart
 * (silhouette); the gap tells whether there is anything to find at all. The rule, in this order:
 *
 *   1. of all k, those whose fits agree between bootstrap samples (adjusted Rand index) nearly as well as the most
 *      stable: at least 0.8, or, where none reaches that, within 0.05 of the best;
 *   2. of these, those without a group below 2% of the customers, where there are any;
 *   3. of these, the highest mean silhouette; of several within 0.005 of it, the greatest k: as much detail as holds.
 */
export function chooseK(trials: readonly Trial[]): { readonly k: number; readonly why: string } {
  const [first] = trials;
  if (!first) throw new RangeError('There is no k to choose from');
  const most = Math.max(...trials.map(({ stability }) => stability));
  const enough = most >= stable ? stable : most - nearly;
  const holding = trials.filter(({ stability }) => stability >= enough);
  const large = holding.filter(({ smallest }) => smallest >= leastShare);
  const left = large.length > 0 ? large : holding;
  const best = Math.max(...left.map((trial) => trial.silhouette));
  const chosen = left.filter((trial) => trial.silhouette >= best - alike).toSorted((a, b) => b.k - a.k)[0] ?? first;
  const figure = (value: number): string => value.toFixed(3);
  return {
    k: chosen.k,
    why: `of ${trials.length} numbers of groups ${holding.length} hold between bootstrap samples (adjusted Rand index at least ${figure(enough)}), and ${chosen.k} has the most groups of those within ${alike} of the best silhouette (${figure(chosen.silhouette)})`,
  };
}

const stable = 0.8;
const nearly = 0.05;
const leastShare = 0.02;
const alike = 0.005;
