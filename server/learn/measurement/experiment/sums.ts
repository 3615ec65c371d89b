import { statement, type QueryOptions, type Warehouse } from '#platform/warehouse';
import type { Cell } from '../estimators/design.ts';
import type { Matrix } from '../estimators/matrix.ts';
import type { MetricColumns, UnitTable } from './unit-table.ts';

/** The sums of one metric. */
export interface MetricSums {
  /** Near the means of the variables; what the sums are measured from. */
  readonly origin: readonly number[];
  readonly arms: ReadonlyMap<string, readonly Cell[]>;
}

/**
 *   averages (the origins) → sums of products of units, by arm and stratum → the same of cluster totals
 *
 * Three scans at most, however many metrics; sums come back, not rows. What two metrics share is summed once. Sums are
 * taken about the averages, so that no digits are lost to the size of the values.
 */
export async function readSums(
  warehouse: Warehouse,
  table: UnitTable,
  metrics: readonly MetricColumns[],
  options: QueryOptions = {},
): Promise<MetricSums[]> {
  if (metrics.length === 0) return [];
  const origins = await readOrigins(warehouse, table, metrics, options);
  const layout = layOut(metrics, origins);
  const units = await readProducts(warehouse, table, layout, 'units', options);
  const clusters =
    table.cluster === undefined ? null : await readProducts(warehouse, table, layout, 'clusters', options);
  return metrics.map((_, i) => {
    const arms = new Map<string, Cell[]>();
    for (const row of units) {
      const matrix = matrixOf(layout, i, row);
      if ((matrix[0]?.[0] ?? 0) === 0) continue;
      const found = clusters?.find((other) => other['arm'] === row['arm'] && other['stratum'] === row['stratum']);
      const moments = {
        units: matrix,
        ...(found && {
          clusters: { count: Number(found[countName(layout, i)]), totals: matrixOf(layout, i, found) },
        }),
      };
      const arm = String(row['arm']);
      arms.set(arm, [...(arms.get(arm) ?? []), { stratum: String(row['stratum']), moments }]);
    }
    return { origin: origins[i] ?? [], arms };
  });
}

type Row = Readonly<Record<string, string | number>>;

async function readOrigins(
  warehouse: Warehouse,
  { from, params }: UnitTable,
  metrics: readonly MetricColumns[],
  options: QueryOptions,
): Promise<number[][]> {
  const asked = new Map<string, string>();
  const nameOf = (of: string) => asked.get(of) ?? asked.set(of, `o${asked.size}`).get(of) ?? '';
  const names = metrics.map(({ variables, present }) =>
    variables.map((variable) => nameOf(present === null ? `avg(${variable})` : `avgIf(${variable}, ${present})`)),
  );
  const list = [...asked].map(([text, name]) => `${text} as ${name}`).join(', ');
  const [row = {}] = await warehouse.rows<Row>(statement(`select ${list} from ${from}`, params), options);
  return names.map((own) => own.map((name) => finite(Number(row[name]))));
}
const finite = (x: number) => (Number.isFinite(x) ? x : 0);

/** The columns of the inner select, each once; a vector (1, v₁, …) of column names for each metric. */
interface Layout {
  readonly columns: ReadonlyMap<string, string>;
  readonly params: Readonly<Record<string, string>>;
  readonly vectors: readonly (readonly string[])[];
}

function layOut(metrics: readonly MetricColumns[], origins: readonly (readonly number[])[]): Layout {
  const columns = new Map<string, string>();
  const params: Record<string, string> = {};
  const byValue = new Map<string, string>();
  const column = (text: string) => columns.get(text) ?? columns.set(text, `x${columns.size}`).get(text) ?? '';
  const parameter = (value: number) => {
    const text = String(value);
    const name = byValue.get(text) ?? `origin${byValue.size}`;
    byValue.set(text, name);
    params[name] = text;
    return `{${name}:Float64}`;
  };
  const vectors = metrics.map(({ variables, present }, i) => [
    column(present === null ? 'toFloat64(1)' : `toFloat64(${present})`),
    ...variables.map((variable, j) => {
      const about = `${variable} - ${parameter(origins[i]?.[j] ?? 0)}`;
      return column(present === null ? about : `if(${present}, ${about}, 0)`);
    }),
  ]);
  return { columns, params, vectors };
}

const product = (a: string, b: string) => (a < b ? `${a}_${b}` : `${b}_${a}`);
const countName = ({ vectors }: Layout, metric: number) => `n_${vectors[metric]?.[0] ?? ''}`;

function matrixOf({ vectors }: Layout, metric: number, row: Row): Matrix {
  const vector = vectors[metric] ?? [];
  return vector.map((a) => vector.map((b) => Number(row[product(a, b)])));
}

async function readProducts(
  warehouse: Warehouse,
  table: UnitTable,
  layout: Layout,
  of: 'units' | 'clusters',
  options: QueryOptions,
): Promise<Row[]> {
  const sums = new Map<string, string>();
  for (const vector of layout.vectors) {
    for (const [i, a] of vector.entries()) {
      for (const b of vector.slice(i)) sums.set(product(a, b), `sum(${a} * ${b}) as ${product(a, b)}`);
    }
    const [one = ''] = vector;
    sums.set(`n_${one}`, `countIf(${one} > 0) as n_${one}`);
  }
  const from = of === 'units' ? shifted(table, layout) : clusterTotals(table, layout);
  const text = `select arm, stratum, ${[...sums.values()].join(', ')} from (${from}) group by arm, stratum order by arm, stratum`;
  return warehouse.rows<Row>(statement(text, { ...table.params, ...layout.params }), options);
}

function shifted({ from, arm, stratum, cluster }: UnitTable, { columns }: Layout): string {
  const list = [...columns].map(([text, name]) => `${text} as ${name}`).join(', ');
  return `select ${arm} as arm, ${stratum ?? "''"} as stratum${cluster === undefined ? '' : `, ${cluster} as cluster`}, ${list} from ${from}`;
}

/** One row a cluster (within its arm and stratum): the sums over its units. */
function clusterTotals(table: UnitTable, layout: Layout): string {
  const list = [...layout.columns.values()].map((name) => `sum(${name}) as ${name}`).join(', ');
  return `select arm, stratum, cluster, ${list} from (${shifted(table, layout)}) group by arm, stratum, cluster`;
}

/** How the clusters lie: whether one stands in two arms, or in two strata of an arm. */
export async function readNesting(
  warehouse: Warehouse,
  { from, params, arm, stratum, cluster }: UnitTable,
): Promise<{ clusters: number; inOneArm: boolean; inOneStratum: boolean }> {
  const text = `
    select count() as clusters, max(arms) as most_arms, max(cells) as most_cells
    from (
      select cluster, uniqExact(arm) as arms, max(strata) as cells
      from (select ${cluster ?? ''} as cluster, ${arm} as arm, uniqExact(${stratum ?? "''"}) as strata from ${from} group by cluster, arm)
      group by cluster
    )`;
  const [row = {}] = await warehouse.rows<Row>(statement(text, params));
  return {
    clusters: Number(row['clusters']),
    inOneArm: Number(row['most_arms']) <= 1,
    inOneStratum: Number(row['most_cells']) <= 1,
  };
}

/** For clusters that stand in both arms: Σ U_treated U_control' of one metric, and how many such clusters there are. */
export async function readAcross(
  warehouse: Warehouse,
  table: UnitTable,
  metric: MetricColumns,
  origin: readonly number[],
  arms: { readonly treated: string; readonly control: string },
): Promise<{ across: Matrix; shared: number }> {
  const layout = layOut([metric], [origin]);
  const [vector = []] = layout.vectors;
  const plain: UnitTable = {
    from: table.from,
    params: table.params,
    arm: table.arm,
    ...(table.cluster !== undefined && { cluster: table.cluster }),
  };
  const totals = clusterTotals(plain, layout);
  const sums = vector.flatMap((a, i) => vector.map((b, j) => `sum(t.${a} * c.${b}) as p${i}_${j}`));
  const one = vector[0] ?? '';
  const text = `
    with totals as (${totals})
    select countIf(t.${one} > 0 and c.${one} > 0) as shared, ${sums.join(', ')}
    from (select * from totals where arm = {treated:String}) t inner join (select * from totals where arm = {control:String}) c on t.cluster = c.cluster`;
  const [row = {}] = await warehouse.rows<Row>(
    statement(text, { ...table.params, ...layout.params, treated: arms.treated, control: arms.control }),
  );
  return {
    shared: Number(row['shared'] ?? 0),
    across: vector.map((_, i) => vector.map((__, j) => Number(row[`p${i}_${j}`] ?? 0))),
  };
}
