import type { Reply, SegmentMeasure, segmentationRoutes } from '#contract';
import type { GroupSums } from './profile.ts';
import type { StoredGroup } from './segmentation-store.ts';

type Profile = Reply<(typeof segmentationRoutes)['profileSegmentation']>;

/** What each count has to reach for a segmentation to be worth acting on. */
const least = { measurable: 0.9, substantial: 0.02, accessible: 0.5, differentiable: 0.15, actionable: 0.5 } as const;

/**
 * The five counts of a segmentation that works (Kotler), each measured:
 * measurable: the share of customers of whom a measure is known, of the least known measure whose missing values say nothing;
 * substantial: the customers' share of the smallest group (with its revenue beside it);
 * accessible: the share that may be contacted, of the group with the least;
 * differentiable: the share of the measures' variance that lies between groups (η²), the mean over measures;
 * actionable: the share of customers with a person in charge of them, of the group with the least; 0 without an offer.
 */
export function effectivenessOf({
  sums,
  groups,
  offers,
  measures,
}: {
  readonly sums: readonly GroupSums[];
  readonly groups: Profile['groups'];
  readonly offers: number;
  readonly measures: readonly Pick<SegmentMeasure, 'missing'>[];
}): Profile['effectiveness'] {
  const grouped = groups.filter(({ id }) => id !== null);
  const all = sums.reduce((total, { customers }) => total + customers, 0);
  const known = (sums[0]?.known ?? []).map(
    (_, m) => sums.reduce((total, one) => total + one.known[m]!, 0) / Math.max(1, all),
  );
  const smallest = grouped.toSorted((a, b) => a.share - b.share)[0];
  const lowest = (of: (group: Profile['groups'][number]) => number): number => Math.min(1, ...grouped.map(of));
  const measured = {
    measurable: {
      value: Math.min(1, ...known.filter((_, m) => measures[m]?.missing !== 'zero')),
      evidence: { known: mean(known) },
    },
    substantial: {
      value: smallest?.share ?? 0,
      evidence: { group: smallest?.id ?? '', revenue: smallest?.revenueShare ?? 0 },
    },
    accessible: { value: lowest(({ reachable }) => reachable), evidence: {} },
    differentiable: { value: mean(betweenShares(sums)), evidence: { most: Math.max(0, ...betweenShares(sums)) } },
    actionable: { value: offers === 0 ? 0 : lowest(({ owned }) => owned), evidence: { offers } },
  };
  return (Object.keys(least) as (keyof typeof least)[]).map((count) => ({
    count,
    ...measured[count],
    holds: grouped.length > 0 && measured[count].value >= least[count],
  }));
}

/** Of each measure, what share of its variance the groups explain. */
function betweenShares(sums: readonly GroupSums[]): number[] {
  return (sums[0]?.sum ?? []).map((_, m) => {
    const n = sums.reduce((total, one) => total + one.known[m]!, 0);
    const overall = sums.reduce((total, one) => total + one.sum[m]!, 0) / Math.max(1, n);
    const total = sums.reduce((sum, one) => sum + one.squares[m]!, 0) - n * overall ** 2;
    const between = sums.reduce(
      (sum, one) => sum + (one.known[m]! > 0 ? one.known[m]! * (one.sum[m]! / one.known[m]! - overall) ** 2 : 0),
      0,
    );
    return total > 0 ? Math.min(1, between / total) : 0;
  });
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Population stability index of the found groups' shares now against the fit: from 0.1 worth a look, from 0.25 a fit that has aged. */
export function driftOf(fitted: readonly StoredGroup[], now: Profile['groups']): Profile['drift'] {
  const found = fitted.filter(({ kind }) => kind === 'found');
  const shares = found.map(({ id }) => now.find((group) => group.id === id)?.share ?? 0);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const floor = 1e-4;
  const psi = found.reduce((sum, { share }, i) => {
    const [then, current] = [Math.max(share, floor), Math.max(total > 0 ? shares[i]! / total : 0, floor)];
    return sum + (current - then) * Math.log(current / then);
  }, 0);
  return { psi, level: psi >= 0.25 ? 'alarm' : psi >= 0.1 ? 'attention' : 'steady' };
}
