import { candidateCount, type Instance, shared } from './instance.ts';

/*
 * Limits that no plan can reach are brought down to what a plan can reach: no plan is lost, and the bound gets closer.
 *
 * - A day's minutes: to the greatest sum that whole contacts of that person can fill.
 * - A channel's contacts on a day: to what its people could do in their minutes of that day.
 */
export function tighten(instance: Instance): Instance {
  const { people, channels, days } = instance;
  const facts = gather(instance);
  const minutes = shared.float64(people.minutes.length);
  const known = new Map<string, number>();
  for (let p = 0; p < people.count; p++) {
    const lengths = [...(facts.lengths[p] ?? [])].sort((a, b) => a - b);
    for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++) {
      const closed = !facts.channelsOf[p]?.some(
        (channel) => instance.channelDay[channel * days + people.day[row]!]! > 0,
      );
      minutes[row] = closed ? 0 : reachable(people.minutes[row]!, lengths, facts.lengths[p] === undefined, known);
    }
  }
  const channelDay = shared.float64(channels * days);
  channelDay.set(instance.channelDay);
  lowerChannels({ ...instance, people: { ...people, minutes } }, facts, channelDay);
  return { ...instance, people: { ...people, minutes }, channelDay, limits: sumDays(instance, channelDay) };
}

function sumDays({ limits, days }: Instance, channelDay: Float64Array): Instance['limits'] {
  const bound = shared.float64(limits.count);
  bound.set(limits.bound);
  for (let i = 0; i < limits.count; i++) {
    const channel = limits.channel[i]!;
    if (channel < 0) continue;
    bound[i] = 0;
    for (let day = 0; day < days; day++) bound[i]! += Math.floor(channelDay[channel * days + day]!);
  }
  return { ...limits, bound };
}

interface Facts {
  /** Lengths of a person's contacts in minutes; undefined when there are too many to matter. */
  readonly lengths: (Set<number> | undefined)[];
  readonly channelsOf: number[][];
  /** The shortest contact of a channel; 0 where some take nobody's minutes. */
  readonly shortest: Float64Array;
}

const manyLengths = 6;

function gather(instance: Instance): Facts {
  const { people, channels, person, minutes, kind, kinds } = instance;
  const lengths: (Set<number> | undefined)[] = Array.from({ length: people.count }, () => new Set<number>());
  const uses = new Uint8Array(people.count * channels);
  const shortest = new Float64Array(channels).fill(Infinity);
  const count = candidateCount(instance);
  for (let c = 0; c < count; c++) {
    const channel = kinds.channel[kind[c]!]!;
    const who = person[c]!;
    const time = who < 0 ? 0 : minutes[c]!;
    if (time < shortest[channel]!) shortest[channel] = time;
    if (who < 0) continue;
    uses[who * channels + channel] = 1;
    const set = lengths[who];
    if (set === undefined || set.has(time)) continue;
    set.add(time);
    if (set.size > manyLengths) lengths[who] = undefined;
  }
  const channelsOf = Array.from({ length: people.count }, (_, p) =>
    Array.from({ length: channels }, (_, channel) => channel).filter((channel) => uses[p * channels + channel]),
  );
  return { lengths, channelsOf, shortest };
}

/** The greatest sum of the lengths, each as often as wanted, within the minutes. */
function reachable(minutes: number, lengths: readonly number[], many: boolean, known: Map<string, number>): number {
  if (many || minutes > 4096 || lengths.some((length) => !Number.isInteger(length))) return minutes;
  const key = `${minutes}:${lengths.join(',')}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const top = Math.floor(minutes);
  const can = new Uint8Array(top + 1);
  can[0] = 1;
  let best = 0;
  for (let sum = 1; sum <= top; sum++) {
    if (!lengths.some((length) => length > 0 && length <= sum && can[sum - length])) continue;
    can[sum] = 1;
    best = sum;
  }
  known.set(key, best);
  return best;
}

function lowerChannels(instance: Instance, facts: Facts, channelDay: Float64Array): void {
  const { people, days } = instance;
  for (let channel = 0; channel < instance.channels; channel++) {
    const shortest = facts.shortest[channel]!;
    if (!(shortest > 0 && shortest < Infinity)) continue;
    const could = new Float64Array(days);
    for (let p = 0; p < people.count; p++) {
      if (!facts.channelsOf[p]!.includes(channel)) continue;
      for (let row = people.dayStart[p]!; row < people.dayStart[p + 1]!; row++)
        could[people.day[row]!]! += Math.floor(people.minutes[row]! / shortest + 1e-9);
    }
    for (let day = 0; day < days; day++) {
      const cell = channel * days + day;
      channelDay[cell] = Math.min(channelDay[cell]!, could[day]!);
    }
  }
}
