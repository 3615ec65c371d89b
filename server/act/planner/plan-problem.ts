import { radixOrder } from '#platform/sorting';
import { compile, type Compiled } from './compile.ts';
import type { Contact, PlanProblem } from './problem.ts';
import { contactsIn } from './solver/instance.ts';
import { solve, type Solution, type SolveOptions } from './solver/solve.ts';

export interface Planned extends Compiled {
  readonly solution: Solution;
  readonly plan: readonly Contact[];
  /** What the solver took, each time where days were cut for fairness. */
  readonly solveSeconds: number;
}

const rounds = 6;
const closer = 0.999;

/** Plans, fairly where that is asked. @throws what `onStep` throws, and when the signal says to stop. */
export async function planProblem(problem: PlanProblem, options: SolveOptions): Promise<Planned> {
  let solveSeconds = 0;
  const made = await planFairly(problem, async (of) => {
    const compiled = compile(of);
    const started = performance.now();
    const solution = await solve(compiled.instance, options);
    solveSeconds += (performance.now() - started) / 1000;
    return { ...compiled, solution, plan: contactsOf(of, compiled.source, solution.dayOf) };
  });
  return { ...made, solveSeconds };
}

/** A plan, however it was made. */
interface Made {
  readonly plan: readonly Contact[];
  readonly solution: Pick<Solution, 'value' | 'contacts' | 'bound' | 'prices' | 'priceBound'>;
}

/**
 * Makes a plan, and where loads must be fair, makes it again with the days of the overloaded cut down until nobody is
 * beyond the allowed multiple of the mean; what is beyond it even then is taken out. The bound is that of the problem
 * without fairness: it holds for fair plans too.
 * @param promised contacts that stand already: of a day, what they take is cut last
 */
export async function planFairly<M extends Made>(
  problem: PlanProblem,
  make: (problem: PlanProblem) => Promise<M>,
  promised: readonly Contact[] = [],
): Promise<M> {
  const first = await make(problem);
  if (problem.fairness === undefined) return first;
  let now = first;
  let cut: PlanProblem = problem;
  for (let round = 0; problem.personDays !== undefined && round < rounds; round++) {
    const { over, most } = loads(problem, now.plan);
    if (over.size === 0) break;
    cut = { ...cut, personDays: cutDown(cut, most, promised) };
    now = await make(cut);
  }
  const plan = trimmed(problem, now.plan, new Set(promised.map(({ row }) => row)));
  const { gain } = problem.candidates;
  const value = plan.reduce((sum, { row }) => sum + gain[row]!, 0);
  const { bound } = first.solution;
  // Prices are those of the problem without fairness, too: only they go with its bound.
  const { prices, priceBound } = first.solution;
  const solution = { ...now.solution, prices, priceBound, value, contacts: plan.length, bound: Math.max(bound, value) };
  return { ...now, plan, solution };
}

/** Days with no more minutes than a person may have: what is free of them is cut first, in the same measure on each. */
function cutDown(
  { personDays = [], candidates, names }: PlanProblem,
  most: (person: number) => number,
  promised: readonly Contact[],
): PlanProblem['personDays'] {
  const taken = new Map<number, number>();
  for (const { row, day } of promised)
    raise(taken, candidates.person[row]! * names.days.length + day, candidates.minutes[row]! / candidates.minutesScale);
  const takenOf = ({ person, day, minutes }: (typeof personDays)[number]) =>
    Math.min(minutes, taken.get(person * names.days.length + day) ?? 0);
  const [whole, sure] = [new Map<number, number>(), new Map<number, number>()];
  for (const of of personDays) {
    raise(whole, of.person, of.minutes);
    raise(sure, of.person, takenOf(of));
  }
  return personDays.map((of) => {
    const all = whole.get(of.person)!;
    const kept = sure.get(of.person)!;
    const allowed = most(of.person) * closer;
    if (all <= allowed) return of;
    const free = all > kept ? ((of.minutes - takenOf(of)) * Math.max(0, allowed - kept)) / (all - kept) : 0;
    return { ...of, minutes: Math.floor(takenOf(of) + free) };
  });
}

const raise = (sums: Map<number, number>, key: number, by: number) => sums.set(key, (sums.get(key) ?? 0) + by);

/** Who has more than the allowed multiple of the mean of the own class, and how much a person of each class may have. */
function loads(
  { candidates, names, personDays, fairness = Infinity, loadClass }: PlanProblem,
  plan: readonly Contact[],
) {
  const classOf = (person: number) => loadClass?.[person] ?? 0;
  const of = new Map<number, number>();
  const sum = new Map<number, number>();
  for (const { row } of plan) {
    const person = candidates.person[row]!;
    const minutes = candidates.minutes[row]! / candidates.minutesScale;
    if (person < 0 || minutes === 0) continue;
    raise(of, person, minutes);
    raise(sum, classOf(person), minutes);
  }
  const people = new Map<number, number>();
  const working = personDays && new Set(personDays.filter(({ minutes }) => minutes > 0).map(({ person }) => person));
  for (const person of working ?? names.people.keys()) raise(people, classOf(person), 1);
  const most = (person: number) =>
    (fairness * (sum.get(classOf(person)) ?? 0)) / Math.max(1, people.get(classOf(person)) ?? 0);
  return { most, over: new Map([...of].filter(([person, minutes]) => minutes > most(person) * (1 + 1e-12))) };
}

/** Takes out what brings least a minute of those who are still beyond the allowed multiple; promises last. */
function trimmed(problem: PlanProblem, plan: readonly Contact[], promised: ReadonlySet<number>): readonly Contact[] {
  const { person, gain, minutes } = problem.candidates;
  const density = (row: number) => gain[row]! / minutes[row]!;
  const goesBefore = (a: number, b: number) =>
    promised.has(a) === promised.has(b) ? density(a) < density(b) : promised.has(b);
  let left = plan;
  for (;;) {
    const { over } = loads(problem, left);
    if (over.size === 0) return left;
    const worst = new Map<number, Contact>();
    for (const contact of left) {
      const who = person[contact.row]!;
      if (!over.has(who) || !(minutes[contact.row]! > 0)) continue;
      const before = worst.get(who);
      if (!before || goesBefore(contact.row, before.row)) worst.set(who, contact);
    }
    const out = new Set(worst.values());
    left = left.filter((contact) => !out.has(contact));
  }
}

/** The plan in the order of its names. */
export function contactsOf({ candidates }: PlanProblem, source: Uint32Array, dayOf: Uint16Array): Contact[] {
  const chosen = contactsIn(dayOf);
  const { customer, offer, channel, person } = candidates;
  const key = (of: (row: number) => number) => Int32Array.from(chosen, (c) => of(source[c]!));
  const places = radixOrder([
    key((row) => person[row]! + 1),
    key((row) => channel[row]!),
    key((row) => offer[row]!),
    key((row) => customer[row]!),
  ]);
  return Array.from(places, (place) => {
    const c = chosen[place]!;
    return { row: source[c]!, day: dayOf[c]! - 1 };
  });
}
