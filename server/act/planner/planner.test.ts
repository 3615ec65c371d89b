import { describe, expect, test } from 'vitest';
import { checkPlan } from './check.ts';
import { compile } from './compile.ts';
import { contactsOf, planProblem } from './plan-problem.ts';
import type { Contact, PlanProblem } from './problem.ts';
import { gatherCrew } from './solver/crew.ts';
import { contactsIn, type Instance } from './solver/instance.ts';
import { type Left, openLedger } from './solver/ledger.ts';
import { solveProgram } from './solver/program.ts';
import { rehearse } from './solver/rehearse.ts';
import { replan } from './solver/replan.ts';
import { solve } from './solver/solve.ts';
import { bestValue } from './testing/oracle.ts';
import { randomFrom, randomProblem, type Shape } from './testing/random-problem.ts';

const shapeOf = (seed: number): Shape => ({
  customers: 2 + (seed % 14),
  strangers: seed % 3 === 0,
  households: seed % 5 === 0,
  contacts: seed % 4 === 0 ? 2 : 1,
});

async function planned(problem: PlanProblem, options: { threads?: number; polish?: boolean } = {}) {
  const { instance, source, limitNames } = compile(problem);
  const solution = await solve(instance, { threads: 1, ...options });
  return { ...solution, instance, source, limitNames, plan: contactsOf(problem, source, solution.dayOf) };
}

describe('against the best there is, on random small problems', () => {
  test('no limit is broken, the value is the best, the bound is no lower', async () => {
    let loss = 0;
    let count = 0;
    for (let seed = 0; seed < 300; seed++) {
      const problem = randomProblem(seed, shapeOf(seed));
      const best = await bestValue(problem);
      const { value, bound, plan } = await planned(problem);
      expect(checkPlan(problem, plan), `seed ${seed}`).toEqual([]);
      expect(best, `seed ${seed}`).toBeDefined();
      expect(value, `seed ${seed}`).toBeLessThanOrEqual(best! + 1e-6);
      expect(bound, `seed ${seed}`).toBeGreaterThanOrEqual(best! - 1e-6);
      expect(plan.reduce((sum, { row }) => sum + problem.candidates.gain[row]!, 0)).toBeCloseTo(value, 6);
      if (best! > 0) loss += (best! - value) / best!;
      count++;
    }
    expect(loss / count).toBeLessThan(0.005);
  });

  test('prices and rounding alone, without the exact end, break nothing and bound the best too', async () => {
    for (let seed = 2000; seed < 2200; seed++) {
      const problem = randomProblem(seed, shapeOf(seed));
      const best = await bestValue(problem);
      const { value, bound, plan } = await planned(problem, { polish: false });
      expect(checkPlan(problem, plan), `seed ${seed}`).toEqual([]);
      expect(value, `seed ${seed}`).toBeLessThanOrEqual(best! + 1e-6);
      expect(bound, `seed ${seed}`).toBeGreaterThanOrEqual(best! - 1e-6);
    }
  });
});

test('a program in which nothing is left to choose has an answer, and says where its rows want something', async () => {
  const nothing = { gain: [], upper: [], whole: [], rows: [] };
  const options = { nodes: 1, start: new Float64Array(0) };
  expect(await solveProgram(nothing, options)).toMatchObject({ solved: true, bound: 0, infeasible: false });
  const wanting = { ...nothing, rows: [{ low: 1, high: Infinity, at: [], by: [] }] };
  expect(await solveProgram(wanting, options)).toMatchObject({ solved: false, infeasible: true });
  // One of the benchmark's: an offer of which there is none, and nothing else to be had.
  const problem = randomProblem(51_464, { customers: 10, strangers: true, contacts: 1, minimums: true });
  const { plan, value, bound } = await planned(problem);
  expect(checkPlan(problem, plan)).toEqual([]);
  expect(value).toBeCloseTo((await bestValue(problem))!, 6);
  expect(bound).toBeGreaterThanOrEqual(value);
});

test('what takes the place of a contact that is too dear for a budget may be too dear as well, and is given up then', async () => {
  // Of the benchmark's: households, strangers, two contacts a customer.
  const given = [
    [230, { customers: 8, strangers: false, households: true, contacts: 1, minimums: false }],
    [268, { customers: 4, strangers: true, households: false, contacts: 1, minimums: false }],
    [1932, { customers: 2, strangers: true, households: false, contacts: 2, minimums: true }],
  ] as const;
  for (const [seed, shape] of given) {
    const problem = randomProblem(50_000 + seed, shape);
    const { plan, value, bound } = await planned(problem);
    expect(checkPlan(problem, plan)).toEqual([]);
    expect(value).toBeLessThanOrEqual((await bestValue(problem))! + 1e-6);
    expect(bound).toBeGreaterThanOrEqual(value);
  }
});

describe('minimums', () => {
  test('they are met where that is possible; else the limits that contradict one another are named', async () => {
    let impossible = 0;
    let proved = 0;
    for (let seed = 1000; seed < 1150; seed++) {
      const problem = randomProblem(seed, { ...shapeOf(seed), minimums: true });
      const best = await bestValue(problem);
      const { value, bound, plan, contradiction, limitNames } = await planned(problem);
      const broken = checkPlan(problem, plan);
      if (best !== undefined) {
        expect(broken, `seed ${seed}`).toEqual([]);
        expect(contradiction).toBeUndefined();
        expect(value, `seed ${seed}`).toBeLessThanOrEqual(best + 1e-6);
        expect(bound, `seed ${seed}`).toBeGreaterThanOrEqual(best - 1e-6);
        continue;
      }
      impossible++;
      expect(broken.length, `seed ${seed}`).toBeGreaterThan(0);
      expect(
        broken.every(({ limit }) => limit.startsWith('least')),
        `seed ${seed}`,
      ).toBe(true);
      if (!contradiction) continue;
      proved++;
      const missing = broken.reduce((sum, { allowed, used }) => sum + allowed - used, 0);
      expect(contradiction.atLeast, `seed ${seed}`).toBeLessThanOrEqual(missing + 1e-6);
      const named = contradiction.limits.map(({ limit }) => limitNames[limit]!);
      expect(
        named.some((name) => name.startsWith('least')),
        `seed ${seed}: ${named.join()}`,
      ).toBe(true);
    }
    expect(impossible).toBeGreaterThan(10);
    expect(proved).toBeGreaterThan(impossible / 2);
  });
});

/** The same problem with its rows in another order. */
function shuffled(problem: PlanProblem, seed: number): PlanProblem {
  const random = randomFrom(seed);
  const { candidates } = problem;
  const order = Array.from({ length: candidates.count }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const moved = <T extends Uint32Array | Uint16Array | Int32Array | Float64Array>(column: T): T =>
    column.map((_, i) => column[order[i]!]!) as T;
  return {
    ...problem,
    personDays: problem.personDays && problem.personDays.toReversed(),
    channelDays: problem.channelDays && problem.channelDays.toReversed(),
    candidates: {
      ...candidates,
      customer: moved(candidates.customer),
      offer: moved(candidates.offer),
      channel: moved(candidates.channel),
      person: moved(candidates.person),
      minutes: moved(candidates.minutes),
      cost: moved(candidates.cost),
      gain: moved(candidates.gain),
    },
  };
}

const readable = ({ candidates }: PlanProblem, plan: readonly { row: number; day: number }[]) =>
  plan.map(({ row, day }) =>
    [candidates.customer[row], candidates.offer[row], candidates.channel[row], candidates.person[row], day].join('/'),
  );

describe('the same problem gives the same plan', () => {
  test('whatever the order of rows', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const problem = randomProblem(seed, { ...shapeOf(seed), customers: 5 + seed });
      const other = shuffled(problem, seed);
      const [one, two] = [await planned(problem), await planned(other)];
      expect(readable(other, two.plan), `seed ${seed}`).toEqual(readable(problem, one.plan));
      expect([two.value, two.bound]).toEqual([one.value, one.bound]);
    }
  });

  test('whatever the number of threads', async () => {
    for (const [seed, customers] of [
      [1, 300],
      [2, 3000],
      [3, 6000],
    ] as const) {
      const problem = randomProblem(seed, { ...shapeOf(seed), customers });
      const [one, two, many] = await Promise.all(
        [1, 2, 5].map((threads) => planned(problem, { threads, polish: false })),
      );
      for (const other of [two!, many!]) {
        expect(readable(problem, other.plan)).toEqual(readable(problem, one!.plan));
        expect([other.value, other.bound]).toEqual([one!.value, one!.bound]);
      }
    }
  });
});

describe('the checker', () => {
  test('finds every kind of limit that a plan breaks', async () => {
    const found = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const problem = randomProblem(seed, { ...shapeOf(seed), customers: 12, households: true, contacts: 2 });
      const everything = Array.from({ length: problem.candidates.count }, (_, row) => ({ row, day: 0 }));
      for (const { limit, used, allowed } of checkPlan({ ...problem, fairness: 1 }, everything)) {
        expect(used).toBeGreaterThan(allowed);
        found.add(limit.split(' ')[0]!);
      }
      expect(checkPlan(problem, [{ row: 0, day: 99 }])).toHaveLength(1);
      expect(checkPlan(problem, [{ row: -1, day: 0 }])).toHaveLength(1);
      if (problem.candidates.count > 0) {
        const twice = checkPlan(problem, [
          { row: 0, day: 0 },
          { row: 0, day: 0 },
        ]);
        expect(twice.some(({ limit }) => limit.includes('once'))).toBe(true);
      }
    }
    expect([...found].sort()).toEqual(
      ['budget', 'capacity', 'contacts', 'household', 'load', 'minutes', 'offer', 'one'].sort(),
    );
  });
});

describe('planning anew', () => {
  const mostKept = 0.95;

  test('a sick person or a closed offer: nothing is broken, other promises are kept, the bound holds', async () => {
    for (let seed = 0; seed < 15; seed++) {
      const problem = randomProblem(seed, { customers: 150, contacts: 1 });
      const first = await planned(problem, { polish: false });
      for (const change of [withoutPerson, withoutOffer]) {
        const changed = change(problem);
        const { instance, source }: { instance: Instance; source: Uint32Array } = compile(changed);
        const before = { ...first, dayOf: first.dayOf.slice() };
        const now = await replan(instance, before, { threads: 1, stability: 1e9 });
        expect(checkPlan(changed, contactsOf(changed, source, now.dayOf)), `seed ${seed}`).toEqual([]);
        expect(now.kept).toBeGreaterThanOrEqual(mostKept * (now.kept + now.broken));
        if (change === withoutPerson) expect(now.lost, `seed ${seed}`).toBe(ofFirstPerson(problem, first.plan));
        const { left, ...uncounted } = before;
        const counted = await replan(instance, uncounted, { threads: 1, stability: 1e9 });
        expect(counted.dayOf, `seed ${seed}`).toEqual(now.dayOf);
        expect(now.promises).toEqual(contactsIn(now.dayOf));
        expect(now.kept + now.broken + now.lost).toBe(first.contacts);
        // Over the very same candidates the value is told from that of the plan before.
        const same = await replan({ ...instance, gain: before.instance.gain }, before, { threads: 1, stability: 1e9 });
        expect(same.dayOf, `seed ${seed}`).toEqual(now.dayOf);
        expect(same.value, `seed ${seed}`).toBeCloseTo(now.value, 6);
        expect(same.bound, `seed ${seed}`).toBeCloseTo(now.bound, 6);
        expectNearly(left, openLedger(before.instance, before.dayOf));
        expectNearly(now.left, openLedger(instance, now.dayOf));
        const anew = await planned(changed);
        expect(now.bound, `seed ${seed}`).toBeGreaterThanOrEqual(anew.value - 1e-6);
        expect(now.value, `seed ${seed}`).toBeLessThanOrEqual(anew.bound + 1e-6);
      }
    }
  });

  test('a change that would gladly break promises breaks few, keeps every limit and serves those who lost theirs', async () => {
    let again = 0;
    for (let seed = 0; seed < 12; seed++) {
      const problem = randomProblem(seed, { ...shapeOf(seed), customers: 400, contacts: 1 + (seed % 2) });
      const first = await planned(problem, { polish: false });
      const changed = withoutOffer(problem);
      const { instance, source } = compile(changed);
      const now = await replan(instance, first, { threads: 1, stability: 0.5 });
      expect(checkPlan(changed, contactsOf(changed, source, now.dayOf)), `seed ${seed}`).toEqual([]);
      expect(now.kept, `seed ${seed}`).toBeGreaterThanOrEqual(mostKept * (now.kept + now.broken));
      expect(now.kept + now.broken + now.lost).toBe(first.contacts);
      again += now.contacts - (now.kept + now.broken);
    }
    expect(again).toBeGreaterThan(0);
  });

  test('the same plan anew from any number of threads, and from threads that stay at work', async () => {
    const problem = randomProblem(3, { ...shapeOf(1), customers: 6000, strangers: false });
    const { instance } = compile(problem);
    const crew = gatherCrew(instance, 2);
    const first = await solve(instance, { threads: 2, crew, polish: false });
    const changed = compile(withoutOffer(problem)).instance;
    const before = { ...first, dayOf: first.dayOf.slice(), instance };
    const one = await replan(changed, before, { threads: 1, stability: 2 });
    expect(one.lost).toBeGreaterThan(0);
    const kept = await replan(changed, before, { threads: 2, stability: 2, crew });
    await crew.close();
    for (const other of [kept, await replan(changed, before, { threads: 3, stability: 2 })]) {
      expect(other.dayOf).toEqual(one.dayOf);
      expect([other.value, other.bound, other.kept]).toEqual([one.value, one.bound, one.kept]);
    }
    const anew = await solve(instance, { threads: 1, polish: false });
    expect(anew.dayOf).toEqual(first.dayOf);
    // In shared memory the new plan takes the place of the old one.
    const there = await replan(changed, { ...first, instance }, { threads: 1, stability: 2 });
    expect(there.dayOf).toBe(first.dayOf);
    expect(there.dayOf).toEqual(one.dayOf);
    expect([there.value, there.bound, there.kept]).toEqual([one.value, one.bound, one.kept]);
  });

  test('changes are rehearsed of any problem, and leave the plan, the threads and what is planned next as they were', async () => {
    for (let seed = 0; seed < 8; seed++) {
      const problem = randomProblem(seed, { ...shapeOf(seed), customers: 3000, contacts: 1 + (seed % 2) });
      const { instance } = compile(problem);
      const crew = gatherCrew(instance, 1 + (seed % 3));
      const { dayOf, ...first } = await solve(instance, { threads: 1, crew, polish: false });
      const changed = compile(withoutOffer(problem)).instance;
      const before = { ...first, dayOf: dayOf.slice(), instance };
      const unrehearsed = await replan(changed, before, { threads: 1, stability: 2 });
      const was = dayOf.slice();
      expect(await rehearse(instance, { ...first, dayOf }, { crew }), `seed ${seed}`).toBeGreaterThan(0);
      expect(dayOf, `seed ${seed}`).toEqual(was);
      expect(await rehearse(instance, { ...first, dayOf }, { crew, signal: AbortSignal.abort() })).toBe(0);
      const now = await replan(changed, before, { threads: 1, stability: 2, crew });
      await crew.close();
      expect(now.dayOf, `seed ${seed}`).toEqual(unrehearsed.dayOf);
      expect([now.value, now.bound]).toEqual([unrehearsed.value, unrehearsed.bound]);
    }
  });

  function expectNearly(left: Left, counted: Left) {
    for (const of of ['minutesLeft', 'channelLeft', 'limitLeft'] as const)
      expect(Array.from(left[of])).toEqual(Array.from(counted[of], (free) => expect.closeTo(free, 6)));
  }
  function withoutPerson(problem: PlanProblem): PlanProblem {
    return { ...problem, personDays: problem.personDays?.map((of) => (of.person === 0 ? { ...of, minutes: 0 } : of)) };
  }
  function ofFirstPerson({ candidates, personDays }: PlanProblem, plan: readonly Contact[]): number {
    const { person, minutes } = candidates;
    return personDays ? plan.filter(({ row }) => person[row] === 0 && minutes[row]! > 0).length : 0;
  }
  function withoutOffer(problem: PlanProblem): PlanProblem {
    const limits = problem.limits.map((limit) =>
      limit.of === 'contacts' && limit.offer !== undefined ? { ...limit, bound: 0 } : limit,
    );
    return { ...problem, limits };
  }
});

test('with fairness nobody is beyond the allowed multiple of the mean', async () => {
  let mattered = 0;
  for (let seed = 0; seed < 60; seed++) {
    const problem = { ...randomProblem(seed, { customers: 40, contacts: 1 }), fairness: 1.2 };
    const { plan, solution } = await planProblem(problem, { threads: 1, polish: false });
    expect(checkPlan(problem, plan), `seed ${seed}`).toEqual([]);
    expect(solution.bound).toBeGreaterThanOrEqual(solution.value);
    const free = await planned(problem, { polish: false });
    if (checkPlan(problem, free.plan).length > 0) mattered++;
  }
  expect(mattered).toBeGreaterThan(10);
});
