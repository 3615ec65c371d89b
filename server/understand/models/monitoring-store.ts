import type { ColumnType } from 'kysely';
import type { MonitoringRow } from '#contract';
import { json, type Db } from '#platform/records';

interface ModelMonitoringTable {
  model: string;
  version: number;
  period: number;
  row: ColumnType<MonitoringRow, unknown, unknown>;
  at: Date;
}
declare module '#platform/records' {
  interface Tables {
    model_monitoring: ModelMonitoringTable;
  }
}

export async function readMonitoring(
  db: Db,
  models?: readonly string[],
): Promise<(MonitoringRow & { model: string })[]> {
  const rows = await db
    .selectFrom('model_monitoring')
    .selectAll()
    .$if(models !== undefined, (query) => query.where('model', 'in', [...(models ?? []), '']))
    .orderBy('model')
    .orderBy('period')
    .orderBy('version')
    .execute();
  return rows.map((row) => ({ ...row.row, model: row.model }));
}

export async function writeMonitoring(
  db: Db,
  model: string,
  period: number,
  row: MonitoringRow,
  at: Date,
): Promise<void> {
  await db
    .insertInto('model_monitoring')
    .values({ model, version: row.version, period, row: json(row), at })
    .onConflict((conflict) => conflict.columns(['model', 'version', 'period']).doUpdateSet({ row: json(row), at }))
    .execute();
}
