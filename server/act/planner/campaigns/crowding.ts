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

/** 1 for customers and households that are served, to tell who lost to kin. */
export interface Served {
  readonly customers: Uint8Array;
  readonly households: Uint8Array;
}

/**
 * Tells of a target that was crowded out by what: of everything that its most worthwhile candidate takes, what costs most at
 * the plan's prices. Prices say what those who have it would lose.
 */
export function crowding(
  problem: PlanProblem,
  { targets, household }: Gathered,
  prices: PlanPrices,
  served: Served,
): (target: number) => CrowdedOut {
  const { gain } = problem.candidates;
  const takes = takesAt(problem, prices);
  return (target) => {
    let best = -1;
    let most = -Infinity;
    for (let row = targets.start[target]!; row < targets.start[target + 1]!; row++) {
      const worth = gain[row]! - takes(row).total;
      if (worth <= most) continue;
      most = worth;
      best = row;
    }
    if (best < 0) throw new Error(`Target ${target} has no candidate to be crowded out`);
    const customer = targets.customer[target]!;
    if (served.customers[customer] === 1) return { row: best, by: { kind: 'other-campaign' } };
    if (household[customer]! >= 0 && served.households[household[customer]!] === 1)
      return { row: best, by: { kind: 'household' } };
    const { kind, place } = takes(best);
    if (kind === 'time') return { row: best, by: { kind, person: place } };
    return { row: best, by: kind === 'limit' ? { kind, limit: place } : { kind: 'channel', channel: place } };
  };
}

/** What a candidate costs at the prices, and what is the dearest of it. The answer holds until the next call. */
function takesAt(problem: PlanProblem, { minute, channel: channelPrice, limit: limitPrice }: PlanPrices) {
  const { candidates, limits } = problem;
  const { person: people, channel: channels, minutes, minutesScale, cost, costScale } = candidates;
  const priced = [...limits.keys()].filter((i) => limitPrice[i]! > 0);
  const taken = { total: 0, kind: 'time' as 'time' | 'channel' | 'limit', place: 0 };
  let most = 0;
  const add = (price: number, kind: typeof taken.kind, place: number): void => {
    taken.total += price;
    if (!(price > most)) return;
    most = price;
    taken.kind = kind;
    taken.place = place;
  };
  return (row: number) => {
    const person = people[row]!;
    taken.total = 0;
    most = 0;
    taken.kind = person >= 0 ? 'time' : 'channel';
    taken.place = person >= 0 ? person : channels[row]!;
    if (person >= 0) add((minute[person]! * minutes[row]!) / minutesScale, 'time', person);
    add(channelPrice[channels[row]!]!, 'channel', channels[row]!);
    for (const i of priced) {
      const limit = limits[i]!;
      if (!countsIn(problem, limit, row)) continue;
      const amount = limit.of === 'cost' ? cost[row]! / costScale : 1;
      add((limit.sense === 'at-most' ? 1 : -1) * limitPrice[i]! * amount, 'limit', i);
    }
    return taken;
  };
}
