import type { Contact, PlanProblem, SharedLimit } from './problem.ts';

/** A limit that a plan breaks. */
export interface Violation {
  readonly limit: string;
  readonly allowed: number;
  readonly used: number;
}

/**
 * Checks a plan against the problem as it was told. Written apart from the solver on purpose: it shares neither arrays
 * nor code with it, and adds everything up anew.
 */
export function checkPlan(problem: PlanProblem, plan: Iterable<Contact>): Violation[] {
  const tally = tallyOf(problem, plan);
  return [
    ...checkCustomers(problem, tally),
    ...checkDays(problem, tally),
    ...checkShared(problem, tally),
    ...checkFairness(problem, tally),
  ];
}

interface Tally {
  readonly twice: number[];
  readonly strange: Contact[];
  /** By place in the problem's names; of days person by person, channel by channel. */
  readonly ofCustomer: Uint32Array;
  readonly ofPersonDay: Float64Array;
  readonly ofChannelDay: Float64Array;
  readonly ofPerson: Float64Array;
  readonly ofHousehold: Map<string | number, number>;
  /** The groups of the offers that a customer gets, where there are groups. */
  readonly groupsOf: Map<number, string[]>;
  readonly shared: Float64Array;
}

const daysIn = ({ names }: PlanProblem) => Math.max(1, names.days.length);

function tallyOf(problem: PlanProblem, plan: Iterable<Contact>): Tally {
  const { candidates, names, limits } = problem;
  const days = daysIn(problem);
  const tally: Tally = {
    twice: [],
    strange: [],
    ofCustomer: new Uint32Array(names.customers.length),
    ofPersonDay: new Float64Array(names.people.length * days),
    ofChannelDay: new Float64Array(names.channels.length * days),
    ofPerson: new Float64Array(names.people.length),
    ofHousehold: new Map(),
    groupsOf: new Map(),
    shared: new Float64Array(limits.length),
  };
  const seen = new Uint8Array(candidates.count);
  for (const contact of plan) {
    const { row, day } = contact;
    if (!(row >= 0 && row < candidates.count && day >= 0 && day < days)) {
      tally.strange.push(contact);
      continue;
    }
    if (seen[row] === 1) tally.twice.push(row);
    seen[row] = 1;
    tallyCustomer(problem, tally, row);
    const person = candidates.person[row] ?? -1;
    const minutes = candidates.minutes[row] ?? 0;
    if (person >= 0 && minutes > 0) {
      raise(tally.ofPersonDay, person * days + day, minutes);
      raise(tally.ofPerson, person, minutes);
    }
    raise(tally.ofChannelDay, (candidates.channel[row] ?? 0) * days + day, 1);
    for (let i = 0; i < limits.length; i++) {
      const limit = limits[i]!;
      if (counts(problem, limit, row)) raise(tally.shared, i, limit.of === 'cost' ? (candidates.cost[row] ?? 0) : 1);
    }
  }
  return tally;
}

function raise(sums: Float64Array | Uint32Array, at: number, by: number): void {
  sums[at] = (sums[at] ?? 0) + by;
}

function tallyCustomer({ candidates, household, offerGroup }: PlanProblem, tally: Tally, row: number): void {
  const customer = candidates.customer[row] ?? -1;
  raise(tally.ofCustomer, customer, 1);
  const home = household?.[customer] ?? null;
  if (home !== null) tally.ofHousehold.set(home, (tally.ofHousehold.get(home) ?? 0) + 1);
  const group = offerGroup?.[candidates.offer[row] ?? -1] ?? null;
  if (group === null) return;
  const groups = tally.groupsOf.get(customer);
  if (groups) groups.push(group);
  else tally.groupsOf.set(customer, [group]);
}

function counts({ candidates }: PlanProblem, limit: SharedLimit, row: number): boolean {
  return (
    (limit.offer === undefined || limit.offer === candidates.offer[row]) &&
    (limit.channel === undefined || limit.channel === candidates.channel[row]) &&
    (limit.campaign === undefined || limit.campaign === candidates.campaign?.[row]) &&
    (limit.area === undefined || limit.area === candidates.area?.[row])
  );
}

function* checkCustomers({ contactsPerCustomer = Infinity, names }: PlanProblem, tally: Tally) {
  for (const { row, day } of tally.strange)
    yield { limit: `no such candidate or day: ${row}, ${day}`, allowed: 0, used: 1 };
  for (const row of tally.twice) yield { limit: `candidate ${row} once`, allowed: 1, used: 2 };
  for (const [customer, used] of tally.ofCustomer.entries())
    if (used > contactsPerCustomer)
      yield { limit: `contacts of customer ${names.customers[customer]}`, allowed: contactsPerCustomer, used };
  for (const [customer, groups] of tally.groupsOf)
    if (new Set(groups).size < groups.length)
      yield {
        limit: `one offer of a group for customer ${names.customers[customer]}`,
        allowed: 1,
        used: groups.length,
      };
  for (const [home, used] of tally.ofHousehold) if (used > 1) yield { limit: `household ${home}`, allowed: 1, used };
}

/** Sums of decimals may be off by their last digit. */
const isOver = (used: number, allowed: number) => used > allowed + 1e-9 * Math.max(1, Math.abs(allowed));

function* checkDays(problem: PlanProblem, tally: Tally): Generator<Violation> {
  const { names, personDays, channelDays, candidates } = problem;
  const days = daysIn(problem);
  const say = (at: number, of: readonly string[]) =>
    `${of[Math.floor(at / days)]} on ${names.days[at % days] ?? 'the only day'}`;
  if (personDays) {
    const allowed = new Float64Array(tally.ofPersonDay.length);
    for (const { person, day, minutes } of personDays) allowed[person * days + day] = minutes;
    for (const [at, scaled] of tally.ofPersonDay.entries()) {
      const used = scaled / candidates.minutesScale;
      if (isOver(used, allowed[at] ?? 0))
        yield { limit: `minutes of ${say(at, names.people)}`, allowed: allowed[at] ?? 0, used };
    }
  }
  if (!channelDays) return;
  const allowed = new Float64Array(tally.ofChannelDay.length);
  const limited = new Set<number>();
  for (const { channel, day, capacity } of channelDays) {
    allowed[channel * days + day] = capacity;
    limited.add(channel);
  }
  for (const [at, used] of tally.ofChannelDay.entries())
    if (limited.has(Math.floor(at / days)) && isOver(used, allowed[at] ?? 0))
      yield { limit: `capacity of ${say(at, names.channels)}`, allowed: allowed[at] ?? 0, used };
}

function* checkShared({ limits, candidates }: PlanProblem, tally: Tally): Generator<Violation> {
  for (const [i, limit] of limits.entries()) {
    const used = (tally.shared[i] ?? 0) / (limit.of === 'cost' ? candidates.costScale : 1);
    const broken = limit.sense === 'at-most' ? isOver(used, limit.bound) : isOver(limit.bound, used);
    if (broken) yield { limit: limit.name, allowed: limit.bound, used };
  }
}

function* checkFairness(problem: PlanProblem, { ofPerson }: Tally): Generator<Violation> {
  const { fairness, names, personDays, loadClass, candidates } = problem;
  if (fairness === undefined) return;
  // The mean is of those who work: one person's illness does not make the others' days too long.
  const working = personDays?.filter(({ minutes }) => minutes > 0);
  const counted = working ? new Set(working.map(({ person }) => person)) : names.people.keys();
  const classOf = (person: number) => loadClass?.[person] ?? 0;
  const people = new Map<number, number>();
  for (const person of counted) people.set(classOf(person), (people.get(classOf(person)) ?? 0) + 1);
  const sum = new Map<number, number>();
  for (const [person, minutes] of ofPerson.entries())
    sum.set(classOf(person), (sum.get(classOf(person)) ?? 0) + minutes);
  for (const [person, minutes] of ofPerson.entries()) {
    const allowed = (fairness * sum.get(classOf(person))!) / Math.max(1, people.get(classOf(person)) ?? 0);
    if (isOver(minutes, allowed))
      yield {
        limit: `load of ${names.people[person]} against the mean`,
        allowed: allowed / candidates.minutesScale,
        used: minutes / candidates.minutesScale,
      };
  }
}
