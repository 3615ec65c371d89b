/** One column. `type` is a ClickHouse type written by the code that owns the table, or built from a field catalogue. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
  /** How values are packed on disk where the engine's own way is not best, as in 'T64, LZ4'. */
  readonly codec?: string;
}

/** How rows of the same sorting key come together. `version` names the column whose highest value wins. */
export type EngineDefinition =
  | { readonly kind: 'merge-tree' }
  | { readonly kind: 'replacing'; readonly version?: string }
  | { readonly kind: 'aggregating' };

/**
 * A table of the warehouse, the same for one node and for a cluster. `partitionBy`, `orderBy` and `shardBy` are SQL
 * expressions over its columns. `shardBy: 'everywhere'` puts a full copy on every node, for small tables that are joined.
 */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly engine: EngineDefinition;
  readonly partitionBy?: string;
  readonly orderBy: readonly string[];
  readonly shardBy: string | 'everywhere';
  readonly settings?: Readonly<Record<string, string | number>>;
}
