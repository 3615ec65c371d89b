import { gatherCrew } from './crew.ts';
import { relaxDays } from './day-relaxation.ts';
import { descend } from './descent.ts';
import { solveExactly } from './exact.ts';
import { type Instance, shared } from './instance.ts';
import { type DayPrices, planScore, worthAt } from './values.ts';

/*
 * Minimums that cannot all be met. Let every gain be nothing and every missing contact cost 1: the best plan then is
 * the one that misses least, and the dual bound of that problem, when it is below 0, proves that every plan misses at
 * least so much. The limits with a price in that proof are those that contradict one another; without any of them the
 * proof falls. Where fractions of contacts would do and whole ones do not, the proof is by exact solution of small problems,
 * and names the minimums.
 */
export interface Contradiction {
  /** Every plan misses the minimums by at least so much: contacts, or units of cost. */
  readonly atLeast: number;
  /** Places of the shared limits, and of people whose minutes take part, each with its weight in the proof. */
  readonly limits: readonly { readonly limit: number; readonly weight: number }[];
  readonly people: readonly { readonly person: number; readonly weight: number }[];
}

const least = 1e-6;

/** @returns undefined when nothing is proved: a plan that meets them all may exist. */
export async function findContradiction(
  instance: Instance,
  { threads, signal }: { readonly threads: number; readonly signal?: AbortSignal | undefined },
): Promise<Contradiction | undefined> {
  const bare: Instance = {
    ...instance,
    gain: shared.float64(instance.kind.length),
    limits: { ...instance.limits, priceCap: Float64Array.from(instance.limits.priceCap, (cap) => Math.min(cap, 1)) },
  };
  const crew = gatherCrew(bare, threads);
  try {
    const { value, prices } = await descend(crew, { tolerance: 1e-7, steps: 80, trust: 0.5, signal });
    const weighty = (of: Float64Array) =>
      Array.from(of, (weight, at) => ({ at, weight })).filter(({ weight }) => weight > least);
    const told = (atLeast: number, limit: Float64Array, person: Float64Array): Contradiction => ({
      atLeast,
      limits: weighty(limit).map(({ at, weight }) => ({ limit: at, weight })),
      people: weighty(person).map(({ at, weight }) => ({ person: at, weight })),
    });
    if (value < -least) return told(-value, prices.limit, prices.person);
    const relaxed = await relaxDays(bare, worthAt(bare, prices));
    if (relaxed && relaxed.bound < -least)
      return told(-relaxed.bound, withChannels(bare, relaxed.prices), dearestDays(bare, relaxed.prices));
    const nothing = { dayOf: new Uint16Array(bare.kind.length), bound: Math.min(0, value), score: -Infinity };
    const { score } = planScore(bare, nothing.dayOf);
    const exact = await solveExactly(bare, worthAt(bare, prices), { ...nothing, score }, false);
    if (!exact || exact.bound > -least) return undefined;
    return told(
      -exact.bound,
      Float64Array.from(bare.limits.sign, (sign) => (sign < 0 ? 1 : 0)),
      new Float64Array(0),
    );
  } finally {
    await crew.close();
  }
}

/** A channel's days stand for its limit. */
function withChannels({ limits, days }: Instance, { limit, channelDay }: DayPrices): Float64Array {
  return limit.map((price, i) => {
    const channel = limits.channel[i]!;
    return channel < 0 ? price : Math.max(0, ...channelDay.subarray(channel * days, (channel + 1) * days));
  });
}

function dearestDays({ people }: Instance, { personDay }: DayPrices): Float64Array {
  return Float64Array.from({ length: people.count }, (_, p) =>
    Math.max(0, ...personDay.subarray(people.dayStart[p], people.dayStart[p + 1])),
  );
}
