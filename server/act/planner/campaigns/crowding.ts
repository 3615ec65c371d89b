import type { PlanProblem } from '../problem.ts';
import type { Gathered } from './gather.ts';
import { countsIn, type PlanPrices } from './prices-of-plan.ts';

/** What stood in the way of a target that was crowded out. Places: of a person in names.people, of a limit in the problem's limits. */
export type Crowding =
  | { readonly kind: 'household' | 'other-campaign' }
  | { readonly kind: 'time'; readonly person: number }
  | { readonly kind: 'channel'; readonly channel: number }
  | { readonly kind: 'limit'; readonly limit: number };

export interface CrowdedOut {
  /** The candidate that comes nearest to its prices: what the target would get next. */
  readonly row: number;
  readonly by: Crowding;
}

/** Served customers and households, to tell who lost to kin. */
export interface Served {
  readonly customers: ReadonlySet<number>;
  readonly households: ReadonlySet<number>;
}

/**
 * Of everything that the target's most worthwhile candidate takes, what costs most at the plan's prices: that is what
 * crowded it out. Prices say what those who have it would lose.
 */
export function crowdedOut(
  problem: PlanProblem,
  { targets, household }: Gathered,
  prices: PlanPrices,
  served: Served,
  target: number,
): CrowdedOut {
  let best: CrowdedOut | undefined;
  let most = -Infinity;
  for (let row = targets.start[target]!; row < targets.start[target + 1]!; row++) {
    const { total, dearest } = takes(problem, prices, row);
    const worth = problem.candidates.gain[row]! - total;
    if (worth <= most) continue;
    most = worth;
    best = { row, by: dearest };
  }
  if (!best) throw new Error(`Target ${target} has no candidate to be crowded out`);
  const customer = targets.customer[target]!;
  if (served.customers.has(customer)) return { row: best.row, by: { kind: 'other-campaign' } };
  if (household[customer]! >= 0 && served.households.has(household[customer]!))
    return { row: best.row, by: { kind: 'household' } };
  return best;
}

function takes(problem: PlanProblem, prices: PlanPrices, row: number) {
  const { candidates, limits } = problem;
  const person = candidates.person[row]!;
  let total = 0;
  let dearest: Crowding =
    person >= 0 ? { kind: 'time', person } : { kind: 'channel', channel: candidates.channel[row]! };
  let most = 0;
  const put = (price: number, by: Crowding) => {
    total += price;
    if (price > most) [most, dearest] = [price, by];
  };
  if (person >= 0)
    put((prices.minute[person]! * candidates.minutes[row]!) / candidates.minutesScale, { kind: 'time', person });
  put(prices.channel[candidates.channel[row]!]!, { kind: 'channel', channel: candidates.channel[row]! });
  for (const [i, limit] of limits.entries()) {
    if (!(prices.limit[i]! > 0) || !countsIn(problem, limit, row)) continue;
    const amount = limit.of === 'cost' ? candidates.cost[row]! / candidates.costScale : 1;
    put((limit.sense === 'at-most' ? 1 : -1) * prices.limit[i]! * amount, { kind: 'limit', limit: i });
  }
  return { total, dearest };
}
