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
  readonly rowsSeen: Set<number>;
  readonly twice: number[];
  readonly strange: Contact[];
  readonly byCustomer: Map<number, number[]>;
  readonly byHousehold: Map<string | number, number>;
  readonly byPersonDay: Map<number, number>;
  readonly byChannelDay: Map<number, number>;
  readonly byPerson: Map<number, number>;
  readonly shared: number[];
}

function tallyOf(problem: PlanProblem, plan: Iterable<Contact>): Tally {
  const { candidates, names, household, limits } = problem;
  const tally: Tally = {
    rowsSeen: new Set(),
    twice: [],
    strange: [],
    byCustomer: new Map(),
    byHousehold: new Map(),
    byPersonDay: new Map(),
    byChannelDay: new Map(),
    byPerson: new Map(),
    shared: limits.map(() => 0),
  };
  const raise = <K>(map: Map<K, number>, key: K, by: number) => map.set(key, (map.get(key) ?? 0) + by);
  for (const contact of plan) {
    const { row, day } = contact;
    if (!(row >= 0 && row < candidates.count && day >= 0 && day < Math.max(1, names.days.length))) {
      tally.strange.push(contact);
      continue;
    }
    if (tally.rowsSeen.has(row)) tally.twice.push(row);
    tally.rowsSeen.add(row);
    const customer = candidates.customer[row] ?? -1;
    const rows = tally.byCustomer.get(customer);
    if (rows) rows.push(row);
    else tally.byCustomer.set(customer, [row]);
    const home = household?.[customer];
    if (home !== null && home !== undefined) raise(tally.byHousehold, home, 1);
    const person = candidates.person[row] ?? -1;
    const minutes = candidates.minutes[row] ?? 0;
    if (person >= 0 && minutes > 0) {
      raise(tally.byPersonDay, keyOf(person, day), minutes);
      raise(tally.byPerson, person, minutes);
    }
    raise(tally.byChannelDay, keyOf(candidates.channel[row] ?? 0, day), 1);
    limits.forEach((limit, i) => {
      if (!counts(problem, limit, row)) return;
      tally.shared[i] = (tally.shared[i] ?? 0) + (limit.of === 'cost' ? (candidates.cost[row] ?? 0) : 1);
    });
  }
  return tally;
}

function counts({ candidates }: PlanProblem, limit: SharedLimit, row: number): boolean {
  return (
    (limit.offer === undefined || limit.offer === candidates.offer[row]) &&
    (limit.channel === undefined || limit.channel === candidates.channel[row]) &&
    (limit.campaign === undefined || limit.campaign === candidates.campaign?.[row]) &&
    (limit.area === undefined || limit.area === candidates.area?.[row])
  );
}

function* checkCustomers({ contactsPerCustomer, names, offerGroup, candidates }: PlanProblem, tally: Tally) {
  for (const { row, day } of tally.strange)
    yield { limit: `no such candidate or day: ${row}, ${day}`, allowed: 0, used: 1 };
  for (const row of tally.twice) yield { limit: `candidate ${row} once`, allowed: 1, used: 2 };
  for (const [customer, rows] of tally.byCustomer) {
    if (contactsPerCustomer !== undefined && rows.length > contactsPerCustomer)
      yield {
        limit: `contacts of customer ${names.customers[customer]}`,
        allowed: contactsPerCustomer,
        used: rows.length,
      };
    const groups = rows
      .map((row) => offerGroup?.[candidates.offer[row] ?? -1] ?? null)
      .filter((group) => group !== null);
    if (new Set(groups).size < groups.length)
      yield {
        limit: `one offer of a group for customer ${names.customers[customer]}`,
        allowed: 1,
        used: groups.length,
      };
  }
  for (const [home, used] of tally.byHousehold) if (used > 1) yield { limit: `household ${home}`, allowed: 1, used };
}

/** Sums of decimals may be off by their last digit. */
const isOver = (used: number, allowed: number) => used > allowed + 1e-9 * Math.max(1, Math.abs(allowed));

function* checkDays(problem: PlanProblem, tally: Tally): Generator<Violation> {
  const { names, personDays, channelDays, candidates } = problem;
  if (personDays) {
    const allowed = new Map(personDays.map(({ person, day, minutes }) => [keyOf(person, day), minutes]));
    for (const [key, scaled] of tally.byPersonDay) {
      const used = scaled / candidates.minutesScale;
      if (isOver(used, allowed.get(key) ?? 0))
        yield { limit: `minutes of ${say(key, names.people, names.days)}`, allowed: allowed.get(key) ?? 0, used };
    }
  }
  if (!channelDays) return;
  const allowed = new Map(channelDays.map(({ channel, day, capacity }) => [keyOf(channel, day), capacity]));
  const limited = new Set(channelDays.map(({ channel }) => channel));
  for (const [key, used] of tally.byChannelDay)
    if (limited.has(Math.floor(key / daysApart)) && isOver(used, allowed.get(key) ?? 0))
      yield { limit: `capacity of ${say(key, names.channels, names.days)}`, allowed: allowed.get(key) ?? 0, used };
}

const daysApart = 65_536;
const keyOf = (who: number, day: number) => who * daysApart + day;

function say(key: number, of: readonly string[], days: readonly string[]): string {
  return `${of[Math.floor(key / daysApart)]} on ${days[key % daysApart] ?? 'the only day'}`;
}

function* checkShared({ limits, candidates }: PlanProblem, tally: Tally): Generator<Violation> {
  for (const [i, limit] of limits.entries()) {
    const used = (tally.shared[i] ?? 0) / (limit.of === 'cost' ? candidates.costScale : 1);
    const broken = limit.sense === 'at-most' ? isOver(used, limit.bound) : isOver(limit.bound, used);
    if (broken) yield { limit: limit.name, allowed: limit.bound, used };
  }
}

function* checkFairness(problem: PlanProblem, { byPerson }: Tally): Generator<Violation> {
  const { fairness, names, personDays, loadClass, candidates } = problem;
  if (fairness === undefined) return;
  // The mean is of those who work: one person's illness does not make the others' days too long.
  const working = personDays?.filter(({ minutes }) => minutes > 0);
  const counted = working ? new Set(working.map(({ person }) => person)) : names.people.keys();
  const classOf = (person: number) => loadClass?.[person] ?? 0;
  const people = new Map<number, number>();
  for (const person of counted) people.set(classOf(person), (people.get(classOf(person)) ?? 0) + 1);
  const sum = new Map<number, number>();
  for (const [person, minutes] of byPerson) sum.set(classOf(person), (sum.get(classOf(person)) ?? 0) + minutes);
  for (const [person, minutes] of byPerson) {
    const allowed = (fairness * sum.get(classOf(person))!) / Math.max(1, people.get(classOf(person)) ?? 0);
    if (isOver(minutes, allowed))
      yield {
        limit: `load of ${names.people[person]} against the mean`,
        allowed: allowed / candidates.minutesScale,
        used: minutes / candidates.minutesScale,
      };
  }
}
