import { inShare } from './evaluate.ts';
import { type Instance, kindPrices, type Prices } from './instance.ts';

/** Some of the people with their customers, as a problem of its own: small enough for a processor's own memory. */
export interface Sample {
  /** Its limits are those of the whole. Units that only visit its people stand behind those of its blocks. */
  readonly instance: Instance;
  /** Of its candidates day + 1 of those that are promised now; 0 for the others. */
  readonly promised: () => Uint16Array;
  /** Units that are its people's own. */
  readonly units: number;
}

/** Prices are looked for down to this share of those at hand. */
const lowest = 0.5;
const anything = 1e15;

/**
 * Takes a share of the people. Of candidates only those that are promised, or might be worth their prices: what no price
 * that is looked for makes worthwhile is left out. Prices sought on it are as good as any; a bound they are not.
 * @param most no price of an open limit is higher: one that is says nothing, as where an offer is open again
 */
export function sampleOf(instance: Instance, dayOf: Uint16Array, prices: Prices, share: number, most: number): Sample {
  const { blocks } = instance;
  const chosen = Array.from(blocks.person.keys()).filter((block) => inShare(block, share));
  const start = startsOf(chosen, blocks.start);
  const own = start[chosen.length]!;
  const visits = visitsOf(instance, chosen, start);
  const units = new Uint32Array(own + visits.others.length);
  for (const [i, block] of chosen.entries())
    for (let u = start[i]!, unit = blocks.start[block]!; u < start[i + 1]!; u++) units[u] = unit++;
  units.set(visits.others, own);
  const { source, unitStart } = candidatesOf(instance, units, dayOf, lowestPrices(instance, prices, most));
  const part: Instance = {
    ...instance,
    ...columnsOf(instance, source),
    units: units.length,
    unitStart,
    unitLimit: Uint16Array.from(units, (unit) => instance.unitLimit[unit]!),
    blocks: {
      count: chosen.length,
      start,
      person: Int32Array.from(chosen, (block) => blocks.person[block]!),
      visitStart: startsOf(chosen, blocks.visitStart),
      visitor: visits.visitor,
    },
  };
  return { instance: part, promised: () => daysOf(source, dayOf), units: own };
}

/** Where the stretches of the chosen blocks begin when they lie side by side. */
function startsOf(chosen: readonly number[], start: Uint32Array): Uint32Array {
  const starts = new Uint32Array(chosen.length + 1);
  for (const [i, block] of chosen.entries()) starts[i + 1] = starts[i]! + start[block + 1]! - start[block]!;
  return starts;
}

/** Who visits the chosen blocks, by place in the sample, and those of them who are of other blocks. */
function visitsOf({ blocks }: Instance, chosen: readonly number[], start: Uint32Array) {
  const ownOf = new Map<number, number>();
  const visitors = chosen.flatMap((block) => [
    ...blocks.visitor.subarray(blocks.visitStart[block], blocks.visitStart[block + 1]),
  ]);
  if (visitors.length > 0)
    for (const [i, block] of chosen.entries())
      for (let u = start[i]!, unit = blocks.start[block]!; u < start[i + 1]!; u++) ownOf.set(unit++, u);
  const own = start[chosen.length]!;
  const others = new Map<number, number>();
  const visitor = Uint32Array.from(visitors, (unit) => {
    const place = ownOf.get(unit) ?? others.get(unit) ?? own + others.size;
    if (place === own + others.size) others.set(unit, place);
    return place;
  });
  return { visitor, others: [...others.keys()] };
}

/** The candidates of units, side by side, and where each unit's begin. */
function candidatesOf(
  { unitStart, gain, kind, cost }: Instance,
  units: Uint32Array,
  dayOf: Uint16Array,
  { each, ofCost }: ReturnType<typeof lowestPrices>,
) {
  const starts = new Uint32Array(units.length + 1);
  let all = 0;
  for (let u = 0; u < units.length; u++) all += unitStart[units[u]! + 1]! - unitStart[units[u]!]!;
  // One more: the last that is looked at is written too.
  const source = new Uint32Array(all + 1);
  let count = 0;
  for (let u = 0; u < units.length; u++) {
    const unit = units[u]!;
    for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++) {
      const worth = gain[c]! - each[kind[c]!]! - ofCost[kind[c]!]! * cost[c]!;
      source[count] = c;
      count += Number(worth > 0 || dayOf[c]! > 0);
    }
    starts[u + 1] = count;
  }
  return { source: source.subarray(0, count), unitStart: starts };
}

function columnsOf(instance: Instance, source: Uint32Array) {
  const count = source.length;
  const columns = {
    gain: likeThat(instance.gain, count),
    kind: likeThat(instance.kind, count),
    cost: likeThat(instance.cost, count),
    minutes: likeThat(instance.minutes, count),
    person: new Int32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const c = source[i]!;
    columns.gain[i] = instance.gain[c]!;
    columns.kind[i] = instance.kind[c]!;
    columns.cost[i] = instance.cost[c]!;
    columns.minutes[i] = instance.minutes[c]!;
    columns.person[i] = instance.person[c]!;
  }
  return columns;
}

type Column = Instance['gain'] | Instance['kind'] | Instance['cost'] | Instance['minutes'];

/** Of the same sort, so that code that has been compiled for the one does for the other. */
const likeThat = <C extends Column>(of: C, length: number): C =>
  new (of.constructor as new (length: number) => C)(length);

function daysOf(source: Uint32Array, dayOf: Uint16Array): Uint16Array {
  const days = new Uint16Array(source.length);
  for (let i = 0; i < source.length; i++) days[i] = dayOf[source[i]!]!;
  return days;
}

/** What kinds cost at the lowest prices that are looked for. What a minimum is about may come to be worth anything. */
function lowestPrices(instance: Instance, { limit }: Prices, most: number) {
  const { limits, kinds } = instance;
  const each = new Float64Array(kinds.count);
  const ofCost = new Float64Array(kinds.count);
  const low = limit.map((price, i) => {
    if (limits.sign[i]! < 0) return anything;
    if (limits.bound[i] === 0) return price;
    return price >= most ? 0 : lowest * price;
  });
  kindPrices(instance, low, each, ofCost);
  return { each, ofCost };
}
