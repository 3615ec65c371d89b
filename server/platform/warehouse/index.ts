export type { Block, BlockToWrite, Lists, Numbers, Texts } from './blocks.ts';
export { addColumnsDdl, ddl } from './ddl.ts';
export { tokenRowLimit } from './insert-chunks.ts';
export { localJoins } from './local-joins.ts';
export { openWarehouse } from './open.ts';
export type { WarehouseConfig } from './open.ts';
export { serialiseParameter } from './parameter.ts';
export { identifier, quoteIdentifier, quoteText, sql, statement, value } from './statement.ts';
export type { ParamValue, SqlPart, Statement } from './statement.ts';
export type { ColumnDefinition, EngineDefinition, TableDefinition } from './table-definition.ts';
export { numbered, places, placesOf } from './texts.ts';
export type { InsertBatches, InsertOptions, InsertTarget, QueryOptions, Topology, Warehouse } from './warehouse.ts';
export { WarehouseError } from './warehouse-error.ts';
export type { WarehouseErrorKind } from './warehouse-error.ts';
export {
  dropPartition,
  dropTable,
  estimate,
  exists,
  renameSwap,
  replacePartition,
  truncate,
  updateColumn,
  warehouseVersion,
} from './upkeep.ts';
export type { Partition } from './upkeep.ts';
export { settleInsert } from './settle.ts';
