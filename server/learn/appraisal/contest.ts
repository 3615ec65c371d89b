import type { ContestFile, OrgUnit } from '#contract';

/** What each member of who reached that gets: the reward at the base target, double at the stretch target, a deduction below the floor. */
export function reward(
  value: number | null,
  { base, stretch, floor, rewardYuan, penaltyYuan }: ContestFile,
): { reached: 'stretch' | 'base' | 'none' | 'below-floor'; rewardYuan: number } {
  if (value === null) return { reached: 'none', rewardYuan: 0 };
  if (value >= stretch) return { reached: 'stretch', rewardYuan: 2 * rewardYuan };
  if (value >= base) return { reached: 'base', rewardYuan };
  if (value < floor) return { reached: 'below-floor', rewardYuan: -penaltyYuan };
  return { reached: 'none', rewardYuan: 0 };
}

export type Units = ReadonlyMap<string, Pick<OrgUnit, 'id' | 'parentId' | 'kind' | 'name'>>;

/** The kind of unit whose people compete together; undefined where each competes alone. */
export const teamKind = ({ between }: Pick<ContestFile, 'between'>): OrgUnit['kind'] | undefined =>
  ({ people: undefined, agents: undefined, grids: 'grid', branches: 'branch' } as const)[between];

export interface Entrant {
  readonly personId: string;
  readonly unitId: string;
  readonly value: number | null;
}
/** Somebody who competes alone, or a team; its id is the person's or the unit's. */
export interface Competitor {
  readonly id: string;
  readonly unitId: string;
  readonly members: number;
  readonly value: number | null;
}

/** A competitor's place, and what it brings each of its members. */
export type Standing = Competitor & ReturnType<typeof reward> & { readonly rank: number };

/**
 * Who competes, the best first. A team's value is the mean over those of its members of whom there is one, so that large
 * and small teams compete by what a head has done, or their sum where the contest says so. People outside any team of that
 * kind do not take part.
 */
export function competitors(
  entrants: readonly Entrant[],
  file: Pick<ContestFile, 'between' | 'teamValue'>,
  units: Units,
): Competitor[] {
  const kind = teamKind(file);
  const found =
    kind === undefined
      ? entrants.map(({ personId, unitId, value }) => ({ id: personId, unitId, members: 1, value }))
      : [...Map.groupBy(entrants, ({ unitId }) => unitOfKind(unitId, kind, units))].flatMap(([team, members]) =>
          team === undefined
            ? []
            : [{ id: team, unitId: team, members: members.length, value: together(members, file.teamValue) }],
        );
  return found.toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity) || (a.id < b.id ? -1 : 1));
}

function together(members: readonly Entrant[], how: ContestFile['teamValue']): number | null {
  const values = members.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return null;
  const sum = values.reduce((all, value) => all + value, 0);
  return how === 'sum' ? sum : sum / values.length;
}

/** The unit itself or the nearest above it that is of this kind. */
export function unitOfKind(unitId: string, kind: OrgUnit['kind'], units: Units): string | undefined {
  for (let unit = units.get(unitId); unit; unit = unit.parentId === null ? undefined : units.get(unit.parentId))
    if (unit.kind === kind) return unit.id;
  return undefined;
}

/** The rank of each of a list that is sorted, the best first; equals share one. */
export function ranksOf(sorted: readonly Pick<Competitor, 'value'>[]): number[] {
  let rank = 0;
  return sorted.map(({ value }, i) => {
    if (i === 0 || value !== sorted[i - 1]?.value) rank = i + 1;
    return rank;
  });
}

/**
 * What a contest will cost if people do as they did: the mean, and what is exceeded in one case of twenty, competitors
 * being independent and a team's members paid alike (normal approximation of the sum of their rewards); and the most it
 * can cost. Deductions are not counted on.
 */
export function contestBudget(
  past: readonly Pick<Competitor, 'value' | 'members'>[],
  file: ContestFile,
): { expectedYuan: number; highYuan: number; mostYuan: number } {
  const people = past.reduce((sum, { members }) => sum + members, 0);
  const paid = past.map(({ value, members }) => ({ members, each: Math.max(0, reward(value, file).rewardYuan) }));
  const expectedYuan = paid.reduce((sum, { members, each }) => sum + members * each, 0);
  const mean = expectedYuan / people;
  const variance = paid.reduce((sum, { members, each }) => sum + (members * (each - mean)) ** 2, 0);
  const mostYuan = 2 * file.rewardYuan * people;
  return { expectedYuan, highYuan: Math.min(mostYuan, expectedYuan + 1.6448536 * Math.sqrt(variance)), mostYuan };
}
