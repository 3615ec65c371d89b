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
  const ofHousehold = new Int32Array(countOf(household)).fill(-1);
  for (let target = 0; target < targets.count; target++) {
    const customer = targets.customer[target]!;
    const own = household[customer]!;
    const known = own < 0 ? -1 : ofHousehold[own]!;
    home[customer] = known < 0 ? targets.unit[target]! : known;
    if (own >= 0 && known < 0) ofHousehold[own] = targets.unit[target]!;
  }
  return home;
}

function countOf(household: Int32Array): number {
  let highest = -1;
  for (let customer = 0; customer < household.length; customer++) highest = Math.max(highest, household[customer]!);
  return highest + 1;
}
