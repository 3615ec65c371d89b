import { statement, type Warehouse } from '#platform/warehouse';
import type { ClusterSum } from '../estimators/permutation.ts';
import { windowRanks, type OrderedWindow } from '../estimators/order-statistics.ts';
import type { LifeTableRow } from '../estimators/survival.ts';
import type { UnitTable } from './unit-table.ts';

/** Reads that need more than sums: the neighbourhood of a quantile, life tables, clusters one by one where they are few. */

/** An outcome of each unit, and whether the unit has it. */
interface Outcome {
  readonly value: string;
  readonly present: string | null;
}
type Row = Readonly<Record<string, string | number>>;

const where = ({ present }: Outcome, more?: string) => {
  const conditions = [present, more].filter((condition) => condition !== null && condition !== undefined);
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
};

/** A quantile over all arms, by linear interpolation (numpy's default). Exact: holds 8 bytes a unit while it runs. */
export async function readQuantile(
  warehouse: Warehouse,
  { from, params }: UnitTable,
  outcome: Outcome,
  quantile: number,
): Promise<number> {
  const text = `select quantileExactInclusive(${literal(quantile)})(${outcome.value}) as cap from ${from} ${where(outcome)}`;
  const [row] = await warehouse.rows<{ cap: number }>(statement(text, params));
  return Number(row?.cap ?? NaN);
}

/** Levels of quantiles must stand in the text of the statement; a number of ours, never what somebody wrote. */
function literal(level: number): string {
  return Math.min(1, Math.max(0, level)).toFixed(17);
}

/** The values of each arm in the neighbourhood of a quantile. */
export async function readWindows(
  warehouse: Warehouse,
  { from, params, arm }: UnitTable,
  outcome: Outcome,
  quantile: number,
): Promise<Map<string, OrderedWindow>> {
  const counts = await warehouse.rows<Row>(
    statement(`select ${arm} as arm, count() as n from ${from} ${where(outcome)} group by arm order by arm`, params),
  );
  const windows = new Map<string, OrderedWindow>();
  for (const { arm: name = '', n: count = 0 } of counts) {
    const n = Number(count);
    const [low, high] = windowRanks(n, quantile).map((rank) => (n <= 1 ? 0 : (rank - 1) / (n - 1)));
    const own = where(outcome, `${arm} = {one_arm:String}`);
    const all = { ...params, one_arm: String(name) };
    const [bounds] = await warehouse.rows<{ bounds: number[] }>(
      statement(
        `select quantilesExactInclusive(${literal(low ?? 0)}, ${literal(high ?? 1)})(${outcome.value}) as bounds from ${from} ${own}`,
        all,
      ),
    );
    const [from_value = 0, to_value = 0] = bounds?.bounds ?? [];
    const limits = { ...all, from_value: String(from_value), to_value: String(to_value) };
    const values = await warehouse.rows<{ value: number; count: number }>(
      statement(
        `select ${outcome.value} as value, count() as count from ${from} ${own} and value >= {from_value:Float64} and value <= {to_value:Float64} group by value order by value`,
        limits,
      ),
    );
    const [before] = await warehouse.rows<{ below: number }>(
      statement(`select countIf(${outcome.value} < {from_value:Float64}) as below from ${from} ${own}`, {
        ...all,
        from_value: String(from_value),
      }),
    );
    windows.set(String(name), {
      n,
      below: Number(before?.below ?? 0),
      values: values.map((row) => ({ value: Number(row.value), count: Number(row.count) })),
    });
  }
  return windows;
}

/** Events and censorings by time and arm, times ascending. Memory: the distinct times. */
export async function readLifeTables(
  warehouse: Warehouse,
  { from, params, arm }: UnitTable,
  outcome: Outcome & { readonly event: string },
): Promise<Map<string, LifeTableRow[]>> {
  const text = `
    select ${arm} as arm, ${outcome.value} as time, countIf(${outcome.event} > 0) as events, countIf(${outcome.event} = 0) as censored
    from ${from} ${where(outcome)} group by arm, time order by arm, time`;
  const tables = new Map<string, LifeTableRow[]>();
  for await (const batch of warehouse.stream<Row>(statement(text, params))) {
    for (const { arm: name, time, events, censored } of batch) {
      const row = { time: Number(time), events: Number(events), censored: Number(censored) };
      const table = tables.get(String(name));
      if (table) table.push(row);
      else tables.set(String(name), [row]);
    }
  }
  return tables;
}

/** Each cluster's units and their sum, where clusters are few enough to be tried one by one. */
export async function readClusterSums(
  warehouse: Warehouse,
  { from, params, arm, cluster }: UnitTable,
  outcome: Outcome,
): Promise<{ arm: string; n: number; sum: number }[]> {
  const text = `select ${arm} as arm, ${cluster ?? ''} as cluster, count() as n, sum(${outcome.value}) as total from ${from} ${where(outcome)} group by arm, cluster order by arm, cluster`;
  const rows = await warehouse.rows<Row>(statement(text, params));
  return rows.map((row) => ({ arm: String(row['arm']), n: Number(row['n']), sum: Number(row['total']) }));
}

export const asClusterSum = (
  { arm, n, sum }: { readonly arm: string; readonly n: number; readonly sum: number },
  treated: string,
): ClusterSum => ({ n, sum, treated: arm === treated });
