import { channelReach, families, groups, season, type OrderedFamily } from './groups.ts';
import { monthOfYear, type Operator } from './operator.ts';
import type { Profile } from './customer.ts';

/** The planted potential outcomes: what a customer does when left alone, and when really contacted. */

/** Chance to order of a family within the month when nobody contacts the customer. */
export function organicChance(operator: Operator, profile: Profile, family: OrderedFamily, month: number): number {
  const group = groups[profile.group] as (typeof groups)[number];
  const growth = operator.served[profile.grid]?.growth ?? 0;
  const seasonal = season.orders[monthOfYear(operator, month)] ?? 1;
  return group.organic[family] * profile.readiness * seasonal * (1 + 12 * growth);
}

/** Chance to order of a family when really contacted through a channel in that month. */
export function contactedChance(
  operator: Operator,
  profile: Profile,
  family: OrderedFamily,
  month: number,
  channel: string,
): number {
  const organic = organicChance(operator, profile, family, month);
  const group = groups[profile.group] as (typeof groups)[number];
  const strength = channelReach[channel]?.strength ?? 0;
  return Math.min(0.95, Math.max(organic * 0.05, organic + group.effect[family] * profile.response * strength));
}

/** Chance that a contact really reaches the customer. */
export function reachChance(profile: Profile, channel: string): number {
  const group = groups[profile.group] as (typeof groups)[number];
  return Math.min(1, (channelReach[channel]?.reach ?? 0) * group.reachFactor);
}

export const isOrdered = (family: string | undefined): family is OrderedFamily =>
  families.some((known) => known === family);
