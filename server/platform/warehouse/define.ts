import { addColumnsDdl, dataTable, ddl } from './ddl.ts';
import { statement } from './statement.ts';
import type { TableDefinition } from './table-definition.ts';
import type { Warehouse } from './warehouse.ts';

/** Creates what is missing and adds columns; columns that the definition no longer has stay, with their data. */
export async function defineTables(
  warehouse: Pick<Warehouse, 'rows' | 'execute' | 'topology'>,
  tables: readonly TableDefinition[],
): Promise<void> {
  const existing = await existingColumns(warehouse);
  for (const table of tables) {
    const columns = existing.get(table.name);
    const complete = columns !== undefined && existing.has(dataTable(table, warehouse.topology));
    if (!complete) for (const sql of ddl(table, warehouse.topology)) await warehouse.execute(sql);
    const missing = columns === undefined ? [] : table.columns.filter((column) => !columns.has(column.name));
    if (missing.length === 0) continue;
    for (const sql of addColumnsDdl(table, missing, warehouse.topology)) await warehouse.execute(sql);
  }
}

async function existingColumns(warehouse: Pick<Warehouse, 'rows'>): Promise<Map<string, Set<string>>> {
  const rows = await warehouse.rows<{ table: string; names: string[] }>(
    statement(
      'select table, groupArray(name) as names from system.columns where database = currentDatabase() group by table',
    ),
  );
  return new Map(rows.map((row) => [row.table, new Set(row.names)]));
}
