import type { OrgUnit, Person } from '#contract';
import { branchNames, cityName, givenNames, gridName, surnames } from './names.ts';
import { createRandom, purpose, type Random } from './random.ts';

/** 14 × 13 cells between hills and sea make 182 grids; blocks of them make 18 branches. */
export const gridCount = 182;
const columns = 14;
const branchCount = 18;
type Point = readonly [longitude: number, latitude: number];

export interface Grid {
  readonly index: number;
  readonly id: string;
  readonly branch: number;
  readonly corners: readonly [Point, Point, Point, Point];
  /** Relative number of customers. */
  readonly weight: number;
  /** Natural growth a month: what a new district gains without anybody's doing. */
  readonly growth: number;
}
export interface Manager extends Person {
  readonly grid: number;
  /** Claims results without having contacted anybody. */
  readonly invents: boolean;
}
export interface City {
  readonly grids: readonly Grid[];
  readonly orgUnits: readonly OrgUnit[];
}

const pad = (n: number, width: number) => String(n).padStart(width, '0');
export const gridId = (grid: number): string => `grid-${pad(grid + 1, 3)}`;
export const branchId = (branch: number): string => `branch-${pad(branch + 1, 2)}`;

export function buildCity(seed: number): City {
  const random = createRandom();
  random.restart(seed, 0, purpose.city);
  const corner = corners(random);
  const grids = Array.from({ length: gridCount }, (_, index): Grid => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    return {
      index,
      id: gridId(index),
      branch: branchOf(column, row),
      corners: [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)],
      weight: 0.7 + 0.7 * random.uniform(),
      growth: -0.004 + 0.03 * random.uniform() ** 2,
    };
  });
  return { grids, orgUnits: orgUnits(grids) };
}

/** Corners of the cells: a lattice bent along a bay, each inner corner moved a little. */
function corners(random: Random): (column: number, row: number) => Point {
  const moved: Point[] = [];
  for (let row = 0; row <= 13; row++) {
    for (let column = 0; column <= columns; column++) {
      const bay = 0.09 * Math.sin((row / 13) * Math.PI) + 0.02 * Math.sin(row * 1.7);
      const width = 0.56 - bay;
      moved.push([
        round(121.36 + 0.012 * Math.sin(row) + (width * column) / columns + 0.007 * (random.uniform() - 0.5)),
        round(28.42 + (0.5 * row) / 13 + 0.012 * Math.sin(column / 2) + 0.008 * (random.uniform() - 0.5)),
      ]);
    }
  }
  return (column, row) => moved[row * (columns + 1) + column] ?? [0, 0];
}
const round = (degree: number) => Math.round(degree * 1e5) / 1e5;

function branchOf(column: number, row: number): number {
  return Math.min(5, Math.floor(row / 2)) * 3 + Math.min(2, Math.floor(column / 5));
}

function middle(points: readonly Point[]): Point {
  const sum = (k: 0 | 1) => points.reduce((total, point) => total + point[k], 0) / points.length;
  return [round(sum(0)), round(sum(1))];
}

function orgUnits(grids: readonly Grid[]): OrgUnit[] {
  const unit = (
    id: string,
    parentId: string | null,
    kind: OrgUnit['kind'],
    [en, zh]: readonly [string, string],
    [longitude, latitude]: Point,
  ): OrgUnit => ({
    id,
    parentId,
    kind,
    name: { en, zh },
    longitude,
    latitude,
  });
  const branches = Array.from({ length: branchCount }, (_, branch) => {
    const [en, zh] = branchNames[branch] ?? ['', ''];
    const own = grids.filter((grid) => grid.branch === branch);
    return unit(
      branchId(branch),
      'city',
      'branch',
      [`${en} branch`, `${zh}分公司`],
      middle(own.flatMap((grid) => grid.corners)),
    );
  });
  return [
    unit(
      'city',
      null,
      'local-network',
      [`${cityName[0]} local network`, `${cityName[1]}本地网`],
      middle(grids.flatMap((grid) => grid.corners)),
    ),
    ...branches,
    ...grids.map((grid) => {
      const [en, zh] = gridName(grid.index);
      return unit(grid.id, branchId(grid.branch), 'grid', [en, `${zh}网格`], middle(grid.corners));
    }),
  ];
}

/**
 * Frontline managers: one for about 1,000 customers and at least one in each grid that has customers.
 * One in twenty invents feedback (at least one, where there are ten).
 */
export function frontlineManagers(seed: number, served: readonly Grid[], customers: number): Manager[] {
  const random = createRandom();
  random.restart(seed, 0, purpose.managers);
  const weights = served.reduce((sum, grid) => sum + grid.weight, 0);
  const perGrid = served.map((grid) => Math.max(1, Math.round((customers * grid.weight) / weights / 1000)));
  const total = perGrid.reduce((sum, n) => sum + n, 0);
  const inventors = new Set<number>();
  const wanted = total < 10 ? 0 : Math.max(1, Math.round(total * 0.05));
  while (inventors.size < wanted) inventors.add(random.below(total));
  const managers: Manager[] = [];
  for (const [i, grid] of served.entries()) {
    for (let k = 0; k < (perGrid[i] ?? 0); k++) {
      const number = managers.length;
      managers.push({
        ...person(random, `fm${pad(number + 1, 4)}`, grid.id, 'frontline'),
        grid: grid.index,
        invents: inventors.has(number),
      });
    }
  }
  return managers;
}

/** One grid manager in each branch. */
export function gridManagers(seed: number): Person[] {
  const random = createRandom();
  random.restart(seed, 1, purpose.managers);
  return Array.from({ length: branchCount }, (_, branch) =>
    person(random, `gm${pad(branch + 1, 2)}`, branchId(branch), 'grid-manager'),
  );
}

function person(random: Random, id: string, orgUnitId: string, role: Person['role']): Person {
  const surname = surnames[random.below(surnames.length)] ?? ['', ''];
  const given = givenNames[random.below(givenNames.length)] ?? ['', ''];
  return {
    id,
    orgUnitId,
    name: { en: `${given[0]} ${surname[0]}`, zh: `${surname[1]}${given[1]}` },
    role,
    dailyMinutes: 420,
    active: true,
  };
}
