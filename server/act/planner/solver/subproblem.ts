import { blocksOf } from './build.ts';
import { type Instance, shared } from './instance.ts';

/** The same problem for some of its units only (in rising order); limits stay as they are. */
export function subproblem(instance: Instance, units: Uint32Array): Instance {
  const { unitStart, blocks, people } = instance;
  let count = 0;
  for (const unit of units) count += unitStart[unit + 1]! - unitStart[unit]!;
  const part = {
    unitStart: shared.uint32(units.length + 1),
    unitLimit: shared.uint16(units.length),
    gain: shared.float64(count),
    kind: shared.uint32(count),
    cost: shared.float64(count),
    minutes: shared.float64(count),
    person: shared.int32(count),
  };
  const blockStart = new Uint32Array(people.count + 2);
  let to = 0;
  let block = 0;
  for (const [at, unit] of units.entries()) {
    while (block < people.count && blocks.start[block + 1]! <= unit) blockStart[++block] = at;
    part.unitLimit[at] = instance.unitLimit[unit]!;
    for (let c = unitStart[unit]!; c < unitStart[unit + 1]!; c++, to++) {
      part.gain[to] = instance.gain[c]!;
      part.kind[to] = instance.kind[c]!;
      part.cost[to] = instance.cost[c]!;
      part.minutes[to] = instance.minutes[c]!;
      part.person[to] = instance.person[c]!;
    }
    part.unitStart[at + 1] = to;
  }
  while (block <= people.count) blockStart[++block] = units.length;
  const draft = { ...instance, ...part, units: units.length };
  return { ...draft, blocks: blocksOf(draft, blockStart) };
}
