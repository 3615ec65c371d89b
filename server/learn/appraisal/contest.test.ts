import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContestFile } from '#contract';
import { competitors, contestBudget, ranksOf, reward, type Entrant, type Units } from './contest.ts';

const name = { en: '', zh: '' };
const units: Units = new Map(
  [
    { id: 'city', parentId: null, kind: 'local-network' as const, name },
    ...['b0', 'b1', 'b2'].map((id) => ({ id, parentId: 'city', kind: 'branch' as const, name })),
    ...Array.from({ length: 9 }, (_, i) => ({ id: `g${i}`, parentId: `b${i % 3}`, kind: 'grid' as const, name })),
  ].map((unit) => [unit.id, unit]),
);
const file = (change: Partial<ContestFile>) =>
  ContestFile.parse({
    contest: 'cup',
    title: name,
    month: '2026-10',
    measure: 'targets',
    base: 10,
    stretch: 20,
    rewardYuan: 100,
    publishOn: '2026-11-05',
    ...change,
  });
const people = fc
  .array(
    fc.record({ grid: fc.nat(8), value: fc.option(fc.double({ min: -100, max: 100, noNaN: true }), { nil: null }) }),
    { maxLength: 60 },
  )
  .map((all) => all.map(({ grid, value }, i): Entrant => ({ personId: `p${i}`, unitId: `g${grid}`, value })));
const branchOf = ({ unitId }: Entrant) => `b${Number(unitId.slice(1)) % 3}`;
const close = (a: number | null, b: number | null) =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b));

describe('a team', () => {
  test('has the sum or the mean of its members, whoever they are, and everybody is in exactly one', () => {
    fc.assert(
      fc.property(
        people,
        fc.constantFrom('grids' as const, 'branches' as const),
        fc.constantFrom('mean' as const, 'sum' as const),
        (entrants, between, teamValue) => {
          const teams = competitors(entrants, { between, teamValue }, units);
          expect(teams.reduce((sum, { members }) => sum + members, 0)).toBe(entrants.length);
          for (const team of teams) {
            const of = entrants.filter((one) => (between === 'grids' ? one.unitId : branchOf(one)) === team.id);
            const known = of.flatMap(({ value }) => (value === null ? [] : [value]));
            const sum = known.reduce((all, value) => all + value, 0);
            expect(of).toHaveLength(team.members);
            expect(close(team.value, known.length === 0 ? null : teamValue === 'sum' ? sum : sum / known.length)).toBe(
              true,
            );
          }
        },
      ),
    );
  });
  test('of twice the people who do the same stands level by the mean, and ahead by the sum', () => {
    const team = (unitId: string, size: number) =>
      Array.from({ length: size }, (_, i): Entrant => ({ personId: `${unitId} ${i}`, unitId, value: 7 }));
    const entrants = [...team('g0', 2), ...team('g1', 4)];
    const ranks = (teamValue: 'mean' | 'sum') => {
      const teams = competitors(entrants, { between: 'grids', teamValue }, units);
      return Object.fromEntries(ranksOf(teams).map((rank, i) => [teams[i]?.id, rank]));
    };
    expect(ranks('mean')).toEqual({ g0: 1, g1: 1 });
    expect(ranks('sum')).toEqual({ g1: 1, g0: 2 });
  });
  test('is made of people who belong below a unit of that kind; others do not take part', () => {
    const entrants = [
      { personId: 'a', unitId: 'city', value: 5 },
      { personId: 'b', unitId: 'b1', value: 6 },
      { personId: 'c', unitId: 'g1', value: 8 },
    ];
    expect(competitors(entrants, { between: 'branches', teamValue: 'mean' }, units)).toEqual([
      { id: 'b1', unitId: 'b1', members: 2, value: 7 },
    ]);
    expect(competitors(entrants, { between: 'people', teamValue: 'mean' }, units)).toHaveLength(3);
  });
});

test('a budget counts a team’s reward for each of its members, and never exceeds the most it can cost', () => {
  const teams = [
    { value: 25, members: 3 },
    { value: 12, members: 2 },
    { value: 1, members: 5 },
  ];
  const budget = contestBudget(teams, file({ between: 'grids' }));
  expect(budget).toMatchObject({ expectedYuan: 3 * 200 + 2 * 100, mostYuan: 2000 });
  fc.assert(
    fc.property(people, (entrants) => {
      const found = competitors(entrants, file({ between: 'branches' }), units);
      const { expectedYuan, highYuan, mostYuan } = contestBudget(found, file({}));
      const paid = found.reduce(
        (sum, one) => sum + one.members * Math.max(0, reward(one.value, file({})).rewardYuan),
        0,
      );
      if (found.length > 0)
        expect([expectedYuan, expectedYuan <= highYuan, highYuan <= mostYuan]).toEqual([paid, true, true]);
    }),
  );
});
