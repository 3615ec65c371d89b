import { randomBytes } from 'node:crypto';
import {
  componentOf,
  componentsOf,
  column,
  print,
  scope,
  selectRecords,
  type Component,
  type Field,
  type Scope,
} from '#query';
import { readPeriods } from '#know/customers';
import type { Context } from '#platform/context';
import { dropPartition, statement, type Warehouse } from '#platform/warehouse';
import { cubeTable } from './cube-table.ts';
import { forgetCube, readCube, writeCube, type StoredCube } from './indicator-store.ts';
import { inMonth, readLibrary, type Library } from './library.ts';
import type { IndicatorsPorts } from './ports.ts';

type Builder = Pick<Context, 'db' | 'warehouse' | 'actor' | 'log' | 'clock'>;
const everything: Scope = { kind: 'everything' };

/** A field whose values are few enough to keep figures by them. */
export const isCut = (field: Field | undefined): field is Field =>
  field !== undefined && (field.type === 'boolean' || (field.type === 'text' && field.values !== undefined));

/** Whether a component is kept in the cube: what groups give can be put together, and nothing but the record changes it. */
export const isKept = ({ aggregate, isOfFields, source }: Component): boolean =>
  source === 'record' && isOfFields && ['count', 'sum', 'min', 'max'].includes(aggregate);

/** What the library wants kept, by dimension: '' for every indicator, and each field for those that may be cut by it. */
export function wanted(library: Library): ReadonlyMap<string, ReadonlyMap<string, Component>> {
  const plan = new Map<string, Map<string, Component>>();
  for (const { stored, checked } of library.indicators.values()) {
    if (!checked.ok) continue;
    const components = componentsOf(checked.rule.metric)
      .map(({ component }) => component)
      .filter(isKept);
    const cuts = stored.definition.dimensions.filter((name) => isCut(fieldNamed(library, name)));
    for (const dimension of ['', ...cuts]) {
      const of = plan.get(dimension) ?? new Map<string, Component>();
      plan.set(dimension, of);
      for (const component of components) of.set(component.key, component);
    }
  }
  return plan;
}

export const fieldNamed = ({ catalogue }: Pick<Library, 'catalogue'>, name: string): Field | undefined =>
  Object.hasOwn(catalogue.fields, name) ? catalogue.fields[name] : undefined;

/** After the record of some months was built: their figures are worked out anew. */
export async function cubeBuilt(context: Builder, ports: IndicatorsPorts, periods: readonly number[]): Promise<void> {
  await forgetCube(context.db, periods);
  await fillCube(context, ports, periods);
  await dropLeftovers(context);
}

/** Works out what the library wants of these months (of all that were built, when none are given) and the cube has not. Harmless to repeat and to kill. */
export async function fillCube(context: Builder, ports: IndicatorsPorts, periods?: readonly number[]): Promise<void> {
  const built = (await readPeriods(context.warehouse)).map(({ period }) => period);
  if (built.length === 0) return;
  const library = await readLibrary(context, ports);
  for (const period of built.filter((one) => periods?.includes(one) ?? true)) await fillMonth(context, library, period);
}

async function fillMonth(context: Builder, newest: Library, period: number): Promise<void> {
  const began = performance.now();
  const library = inMonth(newest, period);
  const have = new Set(
    (await readCube(context.db, [period])).map(({ dimension, component }) => `${dimension} ${component}`),
  );
  const build = `${context.clock.now().getTime()}-${randomBytes(6).toString('hex')}`;
  const rows: StoredCube[] = [];
  for (const [dimension, components] of wanted(library)) {
    const missing = [...components.values()].filter(({ key }) => !have.has(`${dimension} ${key}`));
    if (missing.length === 0) continue;
    await insertCut(context.warehouse, { period, build, field: fieldNamed(library, dimension), components: missing });
    rows.push(...missing.map(({ key }) => ({ component: key, dimension, period, build })));
  }
  if (rows.length === 0) return;
  await writeCube(context.db, rows);
  context.log.info({ period, kept: rows.length, ms: Math.round(performance.now() - began) }, 'indicators worked out');
}

interface Cut {
  readonly period: number;
  readonly build: string;
  /** undefined: no dimension but the org unit. */
  readonly field: Field | undefined;
  readonly components: readonly Component[];
}

/** One pass over the month's record for all components of one dimension. */
async function insertCut(
  warehouse: Pick<Warehouse, 'execute'>,
  { period, build, field, components }: Cut,
): Promise<void> {
  const keys = [column('org_unit_id'), ...(field ? [column(field.column)] : [])];
  const select = selectRecords({
    period,
    columns: [
      { expr: column('org_unit_id'), as: 'cube_unit' },
      ...(field ? [{ expr: column(field.column), as: 'cube_value' }] : []),
      ...components.map((component, i) => ({ expr: componentOf(component), as: `cube_${i}` })),
    ],
    groupBy: keys,
  });
  const inner = print(scope(select, everything));
  const numbers = components.map((_, i) => `toFloat64(cube_${i})`).join(', ');
  await warehouse.execute(
    statement(
      `insert into indicator_cube (period, build, dimension, component, value, org_unit_id, number)
       select {period:UInt32}, {build:String}, {dimension:String}, part.1, ${field ? 'toString(cube_value)' : 'null'}, cube_unit, part.2
       from (${inner.sql}) array join arrayZip({keys:Array(String)}, [${numbers}]) as part`,
      {
        ...inner.params,
        period,
        build,
        dimension: field?.name ?? '',
        keys: components.map(({ key }) => key),
      },
    ),
  );
}

const leftoverAfterMs = 3_600_000;

/** Removes rows of builds that no longer count, and of those that were killed an hour or more ago; one under way is younger. */
async function dropLeftovers({ db, warehouse, clock }: Builder): Promise<void> {
  const there = await warehouse.rows<{ period: number; build: string }>(
    statement('select period, toString(build) as build from indicator_cube group by period, build'),
  );
  const counting = new Set(
    (await readCube(db, [...new Set(there.map(({ period }) => period))])).map(({ build }) => build),
  );
  const before = clock.now().getTime() - leftoverAfterMs;
  for (const { period, build } of there)
    if (!counting.has(build) && Number(build.split('-')[0]) < before)
      await dropPartition(warehouse, cubeTable.name, `${period}/${build}`);
}
