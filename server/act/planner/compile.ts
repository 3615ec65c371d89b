import type { PlanProblem, SharedLimit } from './problem.ts';
import { build, type Built, type Frame, type Rows } from './solver/build.ts';
import { type Instance, noLimit, shared } from './solver/instance.ts';

/** What missing a minimum by one contact may cost, in greatest gains: enough that no plan misses one to gain elsewhere. */
const missingCosts = 50;

export interface Compiled extends Built {
  /** Of every shared limit of the instance, its name; the days of a limited channel come first. */
  readonly limitNames: readonly string[];
}

/** Brings a problem into the solver's arrays. */
export function compile(problem: PlanProblem): Compiled {
  const { candidates, names } = problem;
  const { unit, units, limitOf } = unitsOf(problem);
  const person = new Int32Array(candidates.count);
  for (let i = 0; i < candidates.count; i++)
    person[i] = problem.personDays !== undefined && candidates.minutes[i]! > 0 ? candidates.person[i]! : -1;
  const { kind, kinds, limits, limitNames, days, channelDay } = frameOf(problem);
  const frame: Frame = {
    units,
    unitLimit: limitOf,
    kinds,
    people: peopleOf(problem),
    days,
    channels: names.channels.length,
    channelDay,
    limits,
  };
  const rows: Rows = {
    count: candidates.count,
    unit,
    kind,
    person,
    minutes: candidates.minutes,
    cost: candidates.cost,
    gain: candidates.gain,
  };
  return { ...build(rows, frame), limitNames };
}

/** Households decide as one and take at most one contact; everybody else decides alone. */
function unitsOf({ names, candidates, household, contactsPerCustomer }: PlanProblem) {
  const alone = Math.min(contactsPerCustomer ?? noLimit, noLimit);
  if (household === undefined)
    return { unit: candidates.customer, units: names.customers.length, limitOf: () => alone };
  const first = firstOf(household, names.customers.length);
  const unitOf = new Uint32Array(names.customers.length);
  const limit = new Uint16Array(names.customers.length);
  let units = 0;
  for (let customer = 0; customer < names.customers.length; customer++) {
    const home = household[customer] ?? null;
    const known = home === null ? -1 : first(home, units);
    if (known >= 0) {
      unitOf[customer] = known;
      continue;
    }
    limit[units] = home === null ? alone : Math.min(alone, 1);
    unitOf[customer] = units++;
  }
  const unit = new Uint32Array(candidates.count);
  for (let i = 0; i < candidates.count; i++) unit[i] = unitOf[candidates.customer[i]!]!;
  return { unit, units, limitOf: (of: number) => limit[of]! };
}

/** Gives the unit that a household has been seen with, or takes down the one it is seen with now and gives -1. */
function firstOf(
  household: readonly (string | number | null)[],
  customers: number,
): (home: string | number, unit: number) => number {
  const areSmall = household.every(
    (home) => home === null || (typeof home === 'number' && home >= 0 && home < customers),
  );
  if (!areSmall) {
    const seen = new Map<string | number, number>();
    return (home, unit) => {
      const known = seen.get(home);
      if (known === undefined) seen.set(home, unit);
      return known ?? -1;
    };
  }
  const seen = new Int32Array(customers).fill(-1);
  return (home, unit) => {
    const known = seen[home as number]!;
    if (known < 0) seen[home as number] = unit;
    return known;
  };
}

function peopleOf({ names, personDays, candidates: { minutesScale } }: PlanProblem): Instance['people'] {
  const count = personDays === undefined ? 0 : names.people.length;
  const sorted = [...(personDays ?? [])].sort((a, b) => a.person - b.person || a.day - b.day);
  const dayStart = shared.uint32(count + 1);
  const day = shared.uint16(sorted.length);
  const minutes = shared.float64(sorted.length);
  for (const [row, of] of sorted.entries()) {
    dayStart[of.person + 1]!++;
    day[row] = of.day;
    minutes[row] = floorSafe(of.minutes * minutesScale);
  }
  for (let p = 0; p < count; p++) dayStart[p + 1]! += dayStart[p]!;
  return { count, dayStart, day, minutes };
}

/** 4.35 × 100 is 434.99999999999994. */
const floorSafe = (scaled: number) => (Math.abs(scaled - Math.round(scaled)) < 1e-6 ? Math.round(scaled) : scaled);

function frameOf(problem: PlanProblem) {
  const { names, candidates, channelDays } = problem;
  const [channels, days] = [names.channels.length, Math.max(1, names.days.length)];
  const channelDay = shared.float64(channels * days).fill(Infinity);
  const limited = new Set((channelDays ?? []).map(({ channel }) => channel));
  for (const channel of limited) channelDay.fill(0, channel * days, (channel + 1) * days);
  for (const { channel, day, capacity } of channelDays ?? []) channelDay[channel * days + day] = Math.floor(capacity);
  const ofDays: SharedLimit[] = [...limited]
    .sort((a, b) => a - b)
    .map((channel) => ({
      name: `capacity of ${names.channels[channel]}`,
      sense: 'at-most',
      of: 'contacts',
      bound: channelDay.subarray(channel * days, (channel + 1) * days).reduce((a, b) => a + b, 0),
      channel,
    }));
  const all = [...ofDays, ...problem.limits];
  const { kind, kinds } = kindsOf(problem, all);
  return {
    kind,
    kinds,
    days,
    channelDay,
    limits: limitsOf(all, ofDays.length, candidates),
    limitNames: all.map(({ name }) => name),
  };
}

function limitsOf(all: readonly SharedLimit[], ofDays: number, candidates: PlanProblem['candidates']) {
  let greatest = 0;
  for (let i = 0; i < candidates.count; i++) greatest = Math.max(greatest, Math.abs(candidates.gain[i]!));
  const count = all.length;
  const limits = {
    count,
    sign: shared.int8(count),
    ofCost: shared.uint8(count),
    bound: shared.float64(count),
    channel: shared.int16(count).fill(-1),
    priceCap: shared.float64(count).fill(Infinity),
  };
  for (const [i, limit] of all.entries()) {
    limits.sign[i] = limit.sense === 'at-most' ? 1 : -1;
    limits.ofCost[i] = limit.of === 'cost' ? 1 : 0;
    limits.bound[i] = limit.of === 'cost' ? floorSafe(limit.bound * candidates.costScale) : limitOfContacts(limit);
    if (i < ofDays) limits.channel[i] = limit.channel!;
    if (limit.sense === 'at-least') limits.priceCap[i] = missingCosts * (greatest || 1);
  }
  return limits;
}

/** Contacts are whole. */
const limitOfContacts = ({ sense, bound }: SharedLimit) =>
  sense === 'at-most' ? Math.floor(bound + 1e-9) : Math.ceil(bound - 1e-9);

/** Candidates that every shared limit treats alike are of one kind. */
function kindsOf(problem: PlanProblem, limits: readonly SharedLimit[]) {
  const { names, candidates, offerGroup } = problem;
  const [channels, campaigns, areas] = [names.channels.length, names.campaigns.length || 1, names.areas.length || 1];
  const code = (i: number) =>
    ((candidates.offer[i]! * channels + candidates.channel[i]!) * campaigns + (candidates.campaign?.[i] ?? 0)) * areas +
    (candidates.area?.[i] ?? 0);
  const { sorted, place } = distinct(code, candidates.count, names.offers.length * channels * campaigns * areas);
  const kind = new Uint32Array(candidates.count);
  for (let i = 0; i < candidates.count; i++) kind[i] = place(code(i));
  const groups = [...new Set((offerGroup ?? []).filter((group) => group !== null))].sort();
  const count = sorted.length;
  const kinds = {
    count,
    channel: shared.uint16(count),
    group: shared.int32(count).fill(-1),
    limitStart: shared.uint32(count + 1),
    limit: shared.uint16(0),
  };
  const members: number[] = [];
  for (const [k, value] of sorted.entries()) {
    const [area, rest] = [value % areas, Math.floor(value / areas)];
    const [campaign, pair] = [rest % campaigns, Math.floor(rest / campaigns)];
    const [channel, offer] = [pair % channels, Math.floor(pair / channels)];
    kinds.channel[k] = channel;
    const group = offerGroup?.[offer] ?? null;
    if (group !== null) kinds.group[k] = groups.indexOf(group);
    const words = { offer, channel, campaign, area };
    for (const [i, limit] of limits.entries()) if (counts(limit, words)) members.push(i);
    kinds.limitStart[k + 1] = members.length;
  }
  const limit = shared.uint16(members.length);
  limit.set(members);
  return { kind, kinds: { ...kinds, limit } };
}

/** Up to so many possible codes, a table tells their places. */
const mostInTable = 1 << 20;

/** The codes that occur, in rising order, and the place of each of them. */
function distinct(code: (i: number) => number, count: number, possible: number) {
  if (possible > mostInTable) {
    const codes = new Set<number>();
    for (let i = 0; i < count; i++) codes.add(code(i));
    const sorted = [...codes].sort((a, b) => a - b);
    const places = new Map(sorted.map((value, at) => [value, at]));
    return { sorted, place: (value: number) => places.get(value)! };
  }
  const table = new Uint32Array(possible);
  for (let i = 0; i < count; i++) table[code(i)] = 1;
  const sorted: number[] = [];
  for (let value = 0; value < possible; value++) {
    if (table[value] === 0) continue;
    table[value] = sorted.length;
    sorted.push(value);
  }
  return { sorted, place: (value: number) => table[value]! };
}

function counts(
  limit: SharedLimit,
  words: { offer: number; channel: number; campaign: number; area: number },
): boolean {
  return (['offer', 'channel', 'campaign', 'area'] as const).every(
    (word) => limit[word] === undefined || limit[word] === words[word],
  );
}
