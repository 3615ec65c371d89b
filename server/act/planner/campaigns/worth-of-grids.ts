import type { Compiled } from '../compile.ts';
import type { Prices } from '../solver/instance.ts';
import { bestOfUnit, worthAt } from '../solver/values.ts';
import type { Gathered } from './gather.ts';

/**
 * What the customers of each grid would choose at prices is worth, less the prices: their part of the bound at exactly
 * these prices. A household counts where the first of its targets lives.
 * @returns by place in the gathered units
 */
export function worthOfGrids(gathered: Gathered, { instance, source }: Compiled, prices: Prices): Float64Array {
  const { targets, candidates, units } = gathered;
  const worth = worthAt(instance, prices);
  const home = homes(gathered);
  const of = new Float64Array(units.length);
  for (let unit = 0; unit < instance.units; unit++) {
    const first = instance.unitStart[unit]!;
    if (first === instance.unitStart[unit + 1]!) continue;
    const grid = home[targets.customer[candidates.target[source[first]!]!]!]!;
    of[grid] = of[grid]! + bestOfUnit(instance, worth, unit);
  }
  return of;
}

/** By customer: the grid of its household's first target, or its own. */
function homes({ targets, household, customers }: Gathered): Uint32Array {
  const home = new Uint32Array(customers);
  const ofHousehold = new Map<number, number>();
  for (let target = 0; target < targets.count; target++) {
    const customer = targets.customer[target]!;
    const own = household[customer]!;
    const known = own < 0 ? undefined : ofHousehold.get(own);
    home[customer] = known ?? targets.unit[target]!;
    if (own >= 0 && known === undefined) ofHousehold.set(own, targets.unit[target]!);
  }
  return home;
}
