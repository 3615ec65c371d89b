import { addColumnDdl, dataTable, ddl } from './ddl.ts';
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
    for (const column of table.columns) {
      if (columns === undefined || columns.has(column.name)) continue;
      for (const sql of addColumnDdl(table, column, warehouse.topology)) await warehouse.execute(sql);
    }
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
