import { entities, type EntityName } from '#contract';
import { quoteIdentifier, statement, type Warehouse } from '#platform/warehouse';

/** What is loaded of an entity: its columns (name → ClickHouse type) and its snapshots, one a feed and month (0: valid in every month). */
export interface EntityShape {
  readonly entity: EntityName;
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly snapshots: readonly Snapshot[];
}
export interface Snapshot {
  readonly feed: string;
  readonly period: number;
}
export type EntityShapes = ReadonlyMap<EntityName, EntityShape>;

/** Columns of an entity table that say where a row is from, and the names the builder works with; they are no fields. */
export const placeColumns: ReadonlySet<string> = new Set([
  'feed',
  'period',
  'customer_key',
  'row_key',
  'row_rank',
  'row_happened',
  'row_days_ago',
  'row_months_ago',
]);

/** Only entities about customers that hold at least one row. */
export async function readShapes(warehouse: Pick<Warehouse, 'rows'>): Promise<EntityShapes> {
  const columns = await warehouse.rows<{ table: string; name: string; type: string }>(
    statement(
      `select table, name, type from system.columns where database = currentDatabase() and startsWith(table, 'entity_') order by table, position`,
    ),
  );
  const shapes = new Map<EntityName, EntityShape>();
  for (const entity of Object.keys(entities) as EntityName[]) {
    const table = `entity_${entity}`;
    const own = new Map(columns.filter((column) => column.table === table).map(({ name, type }) => [name, type]));
    if (!own.has('customer_key')) continue;
    const snapshots = await readSnapshots(warehouse, table);
    if (snapshots.length > 0) shapes.set(entity, { entity, table, columns: own, snapshots });
  }
  return shapes;
}

async function readSnapshots(warehouse: Pick<Warehouse, 'rows'>, table: string): Promise<Snapshot[]> {
  return warehouse.rows<Snapshot>(
    statement(`select feed, period from ${quoteIdentifier(table)} group by feed, period order by feed, period`),
  );
}

/** The newest snapshot of each feed that is valid in the month, the newest first; by name where they are equally new. */
export function validIn(shape: EntityShape, period: number): Snapshot[] {
  const newest = new Map<string, Snapshot>();
  for (const snapshot of shape.snapshots) {
    if (snapshot.period > period) continue;
    if ((newest.get(snapshot.feed)?.period ?? -1) < snapshot.period) newest.set(snapshot.feed, snapshot);
  }
  return [...newest.values()].toSorted((a, b) => b.period - a.period || (a.feed < b.feed ? -1 : 1));
}

/** The newest month that anything about customers was loaded for; undefined when all of it is without a month. */
export function newestPeriod(shapes: EntityShapes): number | undefined {
  const newest = Math.max(0, ...[...shapes.values()].flatMap((shape) => shape.snapshots.map(({ period }) => period)));
  return newest === 0 ? undefined : newest;
}
