import type { Compiled } from '../compile.ts';
import type { PlanProblem, SharedLimit } from '../problem.ts';
import type { Prices } from '../solver/instance.ts';

/** What one more unit of everything limited would bring, in yuan, in the units people think in. */
export interface PlanPrices {
  /** By place in names.people: a minute. */
  readonly minute: Float64Array;
  /** By place in names.channels: a contact. */
  readonly channel: Float64Array;
  /** By place in the problem's limits: a contact, or a yuan. */
  readonly limit: Float64Array;
}

/** The solver's prices in the problem's words. The instance has the days of limited channels before the other limits. */
export function pricesInWords(problem: PlanProblem, { instance }: Compiled, prices: Prices): PlanPrices {
  const { names, candidates, limits } = problem;
  const ofDays = instance.limits.count - limits.length;
  const channel = new Float64Array(names.channels.length);
  for (let i = 0; i < ofDays; i++) channel[instance.limits.channel[i]!] = prices.limit[i]!;
  return {
    minute: Float64Array.from(names.people, (_, p) => (prices.person[p] ?? 0) * candidates.minutesScale),
    channel,
    limit: Float64Array.from(
      limits,
      ({ of }, i) => prices.limit[ofDays + i]! * (of === 'cost' ? candidates.costScale : 1),
    ),
  };
}

/** And back, for planning anew from them. */
export function pricesForSolver(problem: PlanProblem, { instance }: Compiled, prices: PlanPrices): Prices {
  const { candidates, limits } = problem;
  const ofDays = instance.limits.count - limits.length;
  const limit = Float64Array.from({ length: instance.limits.count }, (_, i) => {
    if (i < ofDays) return prices.channel[instance.limits.channel[i]!]!;
    const price = prices.limit[i - ofDays]! / (limits[i - ofDays]!.of === 'cost' ? candidates.costScale : 1);
    return Math.min(price, instance.limits.priceCap[i]!);
  });
  return {
    limit,
    person: Float64Array.from({ length: instance.people.count }, (_, p) => prices.minute[p]! / candidates.minutesScale),
  };
}

/** Whether a candidate counts in a limit. */
export function countsIn({ candidates }: PlanProblem, limit: SharedLimit, row: number): boolean {
  return (
    (limit.offer === undefined || limit.offer === candidates.offer[row]) &&
    (limit.channel === undefined || limit.channel === candidates.channel[row]) &&
    (limit.campaign === undefined || limit.campaign === candidates.campaign?.[row]) &&
    (limit.area === undefined || limit.area === candidates.area?.[row])
  );
}
