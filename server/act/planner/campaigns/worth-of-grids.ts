import type { Compiled } from '../compile.ts';
import type { Prices } from '../solver/instance.ts';
import { bestOfUnit, worthAt } from '../solver/values.ts';
import type { Gathered } from './gather.ts';

export interface WorthOfGrids {
  /** By place in the gathered units: customers and households whose candidates all lie in the one grid. */
  readonly of: Float64Array;
  /** Households with candidates in several grids. */
  readonly ofSeveral: number;
}

/** What the customers of each grid would choose at prices is worth, less the prices: their part of the bound at exactly these prices. */
export function worthOfGrids(
  { targets, candidates, units }: Gathered,
  { instance, source }: Compiled,
  prices: Prices,
): WorthOfGrids {
  const worth = worthAt(instance, prices);
  const of = new Float64Array(units.length);
  let ofSeveral = 0;
  const gridOf = (c: number) => targets.unit[candidates.target[source[c]!]!]!;
  for (let unit = 0; unit < instance.units; unit++) {
    const [from, to] = [instance.unitStart[unit]!, instance.unitStart[unit + 1]!];
    if (from === to) continue;
    const best = bestOfUnit(instance, worth, unit);
    const grid = gridOf(from);
    let isOne = true;
    for (let c = from + 1; c < to && isOne; c++) isOne = gridOf(c) === grid;
    if (isOne) of[grid] = of[grid]! + best;
    else ofSeveral += best;
  }
  return { of, ofSeveral };
}
