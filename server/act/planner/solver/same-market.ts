import { evaluateBlock } from './evaluate.ts';
import { type Instance, kindPrices } from './instance.ts';
import type { Promised } from './replan.ts';
import { atPrices } from './seek-prices.ts';

/** A problem of which only people's days have changed. */
export type SameMarket = Promised & Required<Pick<Promised, 'instance' | 'priceBound'>>;

/** Whether only people's minutes changed: the prices of what is shared stay then, and only the terms of those people are new. */
export function isSameMarket({ limits, blocks }: Instance, promised: Promised): promised is SameMarket {
  const { instance: before, priceBound } = promised;
  const isSame = before?.limits.bound.every((bound, i) => bound === limits.bound[i]) === true;
  return isSame && priceBound !== undefined && blocks.visitor.length === 0;
}

/** The bound of the problem before, with the terms of those whose days changed put anew; and their new prices. */
export function boundByTerms(instance: Instance, { instance: before, prices, priceBound, dayOf }: SameMarket) {
  const each = new Float64Array(instance.kinds.count);
  const ofCost = new Float64Array(instance.kinds.count);
  kindPrices(instance, prices.limit, each, ofCost);
  const ask = { chunk: 0, chunks: 1, share: 1, fit: true, sum: 'fitted', bandwidth: 0, damping: 1 } as const;
  const person = prices.person.slice();
  const promises = { worth: 0, dayOf };
  const term = (of: Instance, block: number) => {
    const result = { value: 0, used: new Float64Array(of.limits.count), bends: new Float64Array(0) };
    evaluateBlock(of, { each, ofCost, person: prices.person, promises }, ask, block, person, result);
    return result.value;
  };
  let bound = priceBound + atPrices(instance, prices) - atPrices(before, prices);
  // The changed one comes last: it leaves the person's new price.
  for (const p of changedPeople(instance, before)) bound += -term(before, p) + term(instance, p);
  return { bound: bound + Math.abs(bound) * 1e-9, prices: { limit: prices.limit, person } };
}

/** So many blocks besides those touched are looked at for who may use what came free: a tenth, within these. */
const [fewestOthers, mostOthers] = [20, 40];

/** Marks the blocks of people whose days changed, and of units that lost a promise; and some others. */
export function blocksLookedAt(instance: Instance, before: Instance, lost: readonly number[]): Uint8Array {
  const { blocks, unitStart } = instance;
  const looked = new Uint8Array(blocks.count);
  for (const person of changedPeople(instance, before)) looked[person] = 1;
  for (const c of lost) {
    let [low, high] = [0, blocks.count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (unitStart[blocks.start[middle]!]! <= c) low = middle;
      else high = middle - 1;
    }
    looked[low] = 1;
  }
  if (!looked.includes(1)) return looked;
  const others = Math.min(mostOthers, Math.max(fewestOthers, blocks.count / 10));
  const stride = Math.max(1, Math.floor(blocks.count / others));
  for (let block = 0; block < blocks.count; block += stride) looked[block] = 1;
  return looked;
}

function changedPeople({ people }: Instance, before: Instance): number[] {
  const changed: number[] = [];
  for (let p = 0; p < people.count; p++)
    for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++)
      if (people.minutes[row] !== before.people.minutes[row]) {
        changed.push(p);
        break;
      }
  return changed;
}
