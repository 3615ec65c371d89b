import {
  add,
  candidateCount,
  findDay,
  fitsLimits,
  fitsUnit,
  type Instance,
  openLedger,
  shared,
  solve,
  subproblem,
} from '#act/planner';
import { generator } from './market.ts';

/** Takes candidate after candidate in the order of a score, each on a day where it fits: what most products do. */
export function greedy(instance: Instance, score: (candidate: number) => number): number {
  const ledger = openLedger(instance, new Uint16Array(instance.kind.length));
  const unitOf = unitOfCandidate(instance);
  let value = 0;
  for (const c of descending(instance, score)) {
    const unit = unitOf(c);
    if (!fitsUnit(ledger, unit, c) || !fitsLimits(ledger, c)) continue;
    const day = findDay(ledger, c);
    if (day < 0) continue;
    add(ledger, c, day);
    value += instance.gain[c]!;
  }
  return value;
}

/** Candidates with a gain above 0 by falling score, told apart to 1/65,536 of the greatest: exact order would need the memory of a sort. */
function* descending(instance: Instance, score: (candidate: number) => number) {
  const count = candidateCount(instance);
  const steps = 65_536;
  let most = 0;
  for (let c = 0; c < count; c++) if (instance.gain[c]! > 0) most = Math.max(most, score(c));
  const step = (c: number) => steps - 1 - Math.min(steps - 1, Math.floor((score(c) / most) * steps));
  const start = new Float64Array(steps + 1);
  for (let c = 0; c < count; c++) if (instance.gain[c]! > 0) start[step(c) + 1]!++;
  for (let i = 0; i < steps; i++) start[i + 1]! += start[i]!;
  const order = new Uint32Array(start[steps]!);
  const next = start.slice();
  for (let c = 0; c < count; c++) if (instance.gain[c]! > 0) order[next[step(c)]!++] = c;
  yield* order;
}

function unitOfCandidate({ unitStart, units }: Instance): (candidate: number) => number {
  return (c) => {
    let [low, high] = [0, units - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (unitStart[middle]! <= c) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}

const chunkSize = 1000;
const mostChunks = 40;

/**
 * Random chunks of 1,000 customers, every limit split evenly, each chunk solved by our own solver: what a product does
 * that cannot hold all customers at once. A person's minutes go to chunks in the measure of the customers there, all
 * days in one, which is kinder than splitting days. Of more than 40 chunks 40 are solved and stand for all.
 */
export async function randomChunks(instance: Instance, seed: number): Promise<{ value: number; estimated: boolean }> {
  const random = generator(seed);
  const order = Uint32Array.from({ length: instance.units }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const chunks = Math.max(1, Math.round(instance.units / chunkSize));
  const solved = Math.min(chunks, mostChunks);
  const ownCount = instance.people.count === 0 ? new Float64Array(0) : customersOf(instance);
  let value = 0;
  for (let chunk = 0; chunk < solved; chunk++) {
    const from = Math.floor((instance.units * chunk) / chunks);
    const to = Math.floor((instance.units * (chunk + 1)) / chunks);
    const part = splitLimits(subproblem(instance, order.slice(from, to).sort()), instance, chunks, ownCount);
    value += (await solve(part, { threads: 1, polish: false })).value;
  }
  return { value: (value * chunks) / solved, estimated: solved < chunks };
}

function customersOf({ blocks, people }: Instance): Float64Array {
  return Float64Array.from({ length: people.count }, (_, p) => blocks.start[p + 1]! - blocks.start[p]!);
}

function splitLimits(part: Instance, whole: Instance, chunks: number, ownCount: Float64Array): Instance {
  const { people, limits, channels } = whole;
  const dayStart = shared.uint32(people.count + 1);
  const minutes = shared.float64(people.count);
  for (let p = 0; p < people.count; p++) {
    dayStart[p + 1] = p + 1;
    let sum = 0;
    for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++) sum += people.minutes[row]!;
    const here = part.blocks.start[p + 1]! - part.blocks.start[p]!;
    minutes[p] = ownCount[p]! > 0 ? Math.floor((sum * here) / ownCount[p]!) : 0;
  }
  const bound = shared.float64(limits.count);
  for (let i = 0; i < limits.count; i++) bound[i] = limits.bound[i]! / chunks;
  const channelDay = shared.float64(channels);
  for (let channel = 0; channel < channels; channel++)
    for (let day = 0; day < whole.days; day++)
      channelDay[channel]! += whole.channelDay[channel * whole.days + day]! / chunks;
  return {
    ...part,
    days: 1,
    channelDay: channelDay.map(Math.floor),
    people: { count: people.count, dayStart, day: shared.uint16(people.count), minutes },
    limits: { ...limits, bound },
  };
}
