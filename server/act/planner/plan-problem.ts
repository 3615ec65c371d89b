import { compile, type Compiled } from './compile.ts';
import type { Contact, PlanProblem } from './problem.ts';
import { solve, type Solution, type SolveOptions } from './solver/solve.ts';

export interface Planned extends Compiled {
  readonly solution: Solution;
  readonly plan: readonly Contact[];
}

const rounds = 6;
const closer = 0.999;

/**
 * Plans, and where loads must be fair, plans again with the days of the overloaded cut down until nobody is beyond the
 * allowed multiple of the mean. The bound is that of the problem without fairness: it holds for fair plans too.
 */
export async function planProblem(problem: PlanProblem, options: SolveOptions): Promise<Planned> {
  const first = await planOnce(problem, options);
  if (problem.fairness === undefined) return first;
  let now = first;
  let cut: PlanProblem = problem;
  for (let round = 0; problem.personDays !== undefined && round < rounds; round++) {
    const { over, most } = loads(problem, now.plan);
    if (over.size === 0) break;
    const available = new Map<number, number>();
    for (const { person, minutes } of cut.personDays!) available.set(person, (available.get(person) ?? 0) + minutes);
    const shrunk = cut.personDays!.map((of) => {
      const whole = available.get(of.person)!;
      const allowed = most(of.person) * closer;
      return whole > allowed ? { ...of, minutes: Math.floor((of.minutes * allowed) / whole) } : of;
    });
    cut = { ...cut, personDays: shrunk };
    now = await planOnce(cut, options);
  }
  const plan = trimmed(problem, now.plan);
  const { gain } = problem.candidates;
  const value = plan.reduce((sum, { row }) => sum + gain[row]!, 0);
  const { bound } = first.solution;
  // Prices are those of the problem without fairness, too: only they go with its bound.
  const { prices, priceBound } = first.solution;
  const solution = { ...now.solution, prices, priceBound, value, contacts: plan.length, bound: Math.max(bound, value) };
  return { ...now, plan, solution };
}

async function planOnce(problem: PlanProblem, options: SolveOptions): Promise<Planned> {
  const compiled = compile(problem);
  const solution = await solve(compiled.instance, options);
  return { ...compiled, solution, plan: contactsOf(problem, compiled.source, solution.dayOf) };
}

/** Who has more than the allowed multiple of the mean of the own class, and how much a person of each class may have. */
function loads(
  { candidates, names, personDays, fairness = Infinity, loadClass }: PlanProblem,
  plan: readonly Contact[],
) {
  const classOf = (person: number) => loadClass?.[person] ?? 0;
  const of = new Map<number, number>();
  const sum = new Map<number, number>();
  const raise = (map: Map<number, number>, key: number, by: number) => map.set(key, (map.get(key) ?? 0) + by);
  for (const { row } of plan) {
    const person = candidates.person[row]!;
    const minutes = candidates.minutes[row]! / candidates.minutesScale;
    if (person < 0 || minutes === 0) continue;
    raise(of, person, minutes);
    raise(sum, classOf(person), minutes);
  }
  const people = new Map<number, number>();
  for (const person of personDays ? new Set(personDays.map(({ person }) => person)) : names.people.keys())
    raise(people, classOf(person), 1);
  const most = (person: number) =>
    (fairness * (sum.get(classOf(person)) ?? 0)) / Math.max(1, people.get(classOf(person)) ?? 0);
  return { most, over: new Map([...of].filter(([person, minutes]) => minutes > most(person) * (1 + 1e-12))) };
}

/** Takes out what brings least a minute of those who are still beyond the allowed multiple. */
function trimmed(problem: PlanProblem, plan: readonly Contact[]): readonly Contact[] {
  const { person, gain, minutes } = problem.candidates;
  let left = plan;
  for (;;) {
    const { over } = loads(problem, left);
    if (over.size === 0) return left;
    const worst = new Map<number, Contact>();
    for (const contact of left) {
      const who = person[contact.row]!;
      if (!over.has(who) || !(minutes[contact.row]! > 0)) continue;
      const before = worst.get(who);
      const density = (row: number) => gain[row]! / minutes[row]!;
      if (!before || density(contact.row) < density(before.row)) worst.set(who, contact);
    }
    const out = new Set(worst.values());
    left = left.filter((contact) => !out.has(contact));
  }
}

/** The plan in the order of its names. */
export function contactsOf({ candidates }: PlanProblem, source: Uint32Array, dayOf: Uint16Array): Contact[] {
  const plan: Contact[] = [];
  for (let c = 0; c < source.length; c++) if (dayOf[c]! > 0) plan.push({ row: source[c]!, day: dayOf[c]! - 1 });
  const { customer, offer, channel, person } = candidates;
  return plan.sort(
    ({ row: a }, { row: b }) =>
      customer[a]! - customer[b]! || offer[a]! - offer[b]! || channel[a]! - channel[b]! || person[a]! - person[b]!,
  );
}
