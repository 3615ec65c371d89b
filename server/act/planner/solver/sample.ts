import { inShare } from './evaluate.ts';
import type { Instance } from './instance.ts';

/** Some of the people with their customers, as a problem of its own: small enough for a processor's own memory. */
export interface Sample {
  /** Its limits are those of the whole. Units that only visit its people stand behind those of its blocks. */
  readonly instance: Instance;
  /** Of its candidates day + 1 of those that are promised now; 0 for the others. */
  readonly promised: () => Uint16Array;
  /** Units that are its people's own. */
  readonly units: number;
}

/** Takes a share of the people. @param dayOf day + 1 of what is promised in the whole, which may change meanwhile */
export function sampleOf(instance: Instance, dayOf: Uint16Array, share: number): Sample {
  const { blocks } = instance;
  const chosen = Array.from(blocks.person.keys()).filter((block) => inShare(block, share));
  const start = startsOf(chosen, blocks.start);
  const own = start[chosen.length]!;
  const visits = visitsOf(instance, chosen, start);
  const units = new Uint32Array(own + visits.others.length);
  for (const [i, block] of chosen.entries())
    for (let u = start[i]!, unit = blocks.start[block]!; u < start[i + 1]!; u++) units[u] = unit++;
  units.set(visits.others, own);
  const unitStart = new Uint32Array(units.length + 1);
  for (let u = 0; u < units.length; u++)
    unitStart[u + 1] = unitStart[u]! + instance.unitStart[units[u]! + 1]! - instance.unitStart[units[u]!]!;
  const take = <C extends Column>(of: C): C => taken(of, instance.unitStart, units, unitStart);
  const part: Instance = {
    ...instance,
    units: units.length,
    unitStart,
    unitLimit: Uint16Array.from(units, (unit) => instance.unitLimit[unit]!),
    gain: take(instance.gain),
    kind: take(instance.kind),
    cost: take(instance.cost),
    minutes: take(instance.minutes),
    person: take(instance.person),
    blocks: {
      count: chosen.length,
      start,
      person: Int32Array.from(chosen, (block) => blocks.person[block]!),
      visitStart: startsOf(chosen, blocks.visitStart),
      visitor: visits.visitor,
    },
  };
  return { instance: part, promised: () => take(dayOf), units: own };
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

type Column = Instance['gain'] | Instance['kind'] | Instance['cost'] | Instance['minutes'] | Int32Array | Uint16Array;

/** What a column has of the candidates of these units, in a column of the same sort: code compiled for the one does for the other. */
function taken<C extends Column>(of: C, starts: Uint32Array, units: Uint32Array, unitStart: Uint32Array): C {
  const part = new (of.constructor as new (length: number) => C)(unitStart[units.length]!);
  for (let u = 0; u < units.length; u++) {
    const shift = starts[units[u]!]! - unitStart[u]!;
    for (let c = unitStart[u]!; c < unitStart[u + 1]!; c++) part[c] = of[c + shift]!;
  }
  return part;
}
