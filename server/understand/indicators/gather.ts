import {
  call,
  column,
  componentOf,
  componentsOf,
  print,
  scope,
  selectRecords,
  value,
  type Component,
  type Expr,
  type Metric,
  type Select,
} from '#query';
import type { Context } from '#platform/context';
import { missingValue, type Row, type Wanted } from './asked.ts';
import { isKept } from './cube.ts';
import { readFacts } from './gather-facts.ts';
import { readCube } from './indicator-store.ts';
import { inMonth, type Library, type ReadIndicator } from './library.ts';
import { groupOf } from './org-groups.ts';
import type { IndicatorsPorts } from './ports.ts';

/** Numbers of components by month and group. The group of everything, and of what belongs to none, is ''. */
export interface Gathered {
  readonly get: (component: Component, period: number, group: string) => number | null;
  readonly groups: readonly string[];
  readonly from: ReadonlySet<'cube' | 'scan'>;
}

/**
 * Each component of each month from where it stands: the cube, where it was worked out beforehand, the month's record where
 * not, and facts from who counts them. What groups lack is 0 for counts and missing for the rest.
 */
export async function gather(
  context: Context,
  ports: IndicatorsPorts,
  library: Pick<Library, 'catalogue'>,
  wanted: Wanted,
  built: readonly number[],
): Promise<Gathered> {
  const periods = wanted.periods.filter((period) => built.includes(period));
  const components = distinct(wanted.metrics);
  const dimension = wanted.field?.name ?? '';
  const standing = new Map(
    (await readCube(context.db, periods))
      .filter((row) => row.dimension === dimension)
      .map((row) => [`${row.period} ${row.component}`, row.build]),
  );
  const inCube = (component: Component, period: number): boolean =>
    isKept(component) && standing.has(`${period} ${component.key}`);
  const records = components.filter(({ source }) => source === 'record');
  const kept = records.filter((component) => periods.some((period) => inCube(component, period)));
  const rows: Row[] = [];
  if (kept.length > 0) rows.push(...(await readKept(context, wanted, kept, periods, standing)));
  let scanned = false;
  for (const period of periods) {
    const missing = new Set(records.filter((one) => !inCube(one, period)).map(({ key }) => key));
    if (missing.size === 0) continue;
    scanned = true;
    const fresh = distinct(period === library.catalogue.period ? wanted.metrics : wanted.again(period));
    rows.push(
      ...(await scanMonth(
        context,
        ports,
        wanted,
        fresh.filter(({ key }) => missing.has(key)),
        period,
      )),
    );
  }
  rows.push(...(await readFacts(context, ports, wanted, components)));
  return answer(rows, new Set(built), { cube: kept.length > 0, scan: scanned });
}

function answer(rows: readonly Row[], built: ReadonlySet<number>, from: { cube: boolean; scan: boolean }): Gathered {
  const numbers = new Map(rows.map((row) => [`${row.period} ${row.group} ${row.component}`, row.number]));
  return {
    get: (component, period, group) => {
      const found = numbers.get(`${period} ${group} ${component.key}`);
      if (found !== undefined) return found;
      const isCount = component.aggregate === 'count' || component.aggregate === 'uniq';
      return isCount && built.has(period) ? 0 : null;
    },
    groups: [...new Set(rows.map(({ group }) => group))],
    from: new Set([...(from.cube ? (['cube'] as const) : []), ...(from.scan ? (['scan'] as const) : [])]),
  };
}

export const distinct = (metrics: readonly Metric[]): readonly Component[] => [
  ...new Map(metrics.flatMap(componentsOf).map(({ component }) => [component.key, component])).values(),
];

/** Metrics of these indicators, and how to read them for another month. */
export function metricsOf(library: Library, indicators: readonly ReadIndicator[]): Pick<Wanted, 'metrics' | 'again'> {
  const read = (of: readonly ReadIndicator[]): readonly Metric[] =>
    of.flatMap(({ checked }) => (checked.ok ? [checked.rule.metric] : []));
  const own: Library = { ...library, indicators: new Map(indicators.map((one, i) => [String(i), one])) };
  return {
    metrics: read(indicators),
    again: (period) => read([...inMonth(own, period).indicators.values()]),
  };
}

/** From the cube, groups put together by the engine: sums of counts and sums, least of least, greatest of greatest. */
async function readKept(
  { warehouse, signal }: Context,
  wanted: Wanted,
  components: readonly Component[],
  periods: readonly number[],
  standing: ReadonlyMap<string, string>,
): Promise<Row[]> {
  const select = selectKept(wanted, components, periods, [...new Set(standing.values())]);
  const rows = await warehouse.rows<{
    period: number;
    build: string;
    component: string;
    part: string;
    together: number | null;
    least: number | null;
    greatest: number | null;
  }>(print(scope(select, wanted.territory)), { signal });
  const aggregates = new Map(components.map(({ key, aggregate }) => [key, aggregate]));
  return rows
    .filter((row) => standing.get(`${row.period} ${row.component}`) === row.build)
    .map(({ period, component, part, together, least, greatest }) => {
      const aggregate = aggregates.get(component);
      return {
        period,
        component,
        group: part,
        number: aggregate === 'min' ? least : aggregate === 'max' ? greatest : together,
      };
    });
}

function selectKept(
  { groups, field }: Wanted,
  components: readonly Component[],
  periods: readonly number[],
  builds: readonly string[],
): Select {
  const isOne = (of: string, type: 'Array(String)' | 'Array(Int64)', values: readonly string[]): Expr => ({
    kind: 'in',
    negated: false,
    global: false,
    subject: column(of),
    options: value(type, values),
  });
  const group = field ? call('ifNull', column('value'), value('String', missingValue)) : groupOf(groups);
  const keys = [column('period'), column('build'), column('component'), group];
  const number = column('number');
  return {
    columns: [
      { expr: column('period'), as: 'period' },
      { expr: column('build'), as: 'build' },
      { expr: column('component'), as: 'component' },
      { expr: group, as: 'part' },
      { expr: call('sum', number), as: 'together' },
      { expr: call('min', number), as: 'least' },
      { expr: call('max', number), as: 'greatest' },
    ],
    from: 'indicator_cube',
    where: [
      { kind: 'binary', operator: '=', left: column('dimension'), right: value('String', field?.name ?? '') } as const,
      isOne(
        'component',
        'Array(String)',
        components.map(({ key }) => key),
      ),
      isOne('period', 'Array(Int64)', periods.map(String)),
      isOne('build', 'Array(String)', builds),
    ],
    groupBy: keys,
  };
}

async function scanMonth(
  context: Context,
  ports: IndicatorsPorts,
  { territory, groups, field }: Wanted,
  components: readonly Component[],
  period: number,
): Promise<Row[]> {
  if (components.some(({ isOfFields }) => !isOfFields)) await ports.makeMembers(context, period);
  const group = field
    ? call('ifNull', call('toString', column(field.column)), value('String', missingValue))
    : groupOf(groups);
  const select = selectRecords({
    period,
    columns: [
      { expr: group, as: 'part' },
      ...components.map((component, i) => ({ expr: componentOf(component), as: `number_${i}` })),
    ],
    groupBy: [group],
  });
  const rows = await context.warehouse.rows<Record<string, number | string | null>>(print(scope(select, territory)), {
    signal: context.signal,
  });
  return rows.flatMap((row) =>
    components.map(({ key }, i): Row => {
      const number = row[`number_${i}`];
      return { period, component: key, group: String(row['part']), number: number === null ? null : Number(number) };
    }),
  );
}
