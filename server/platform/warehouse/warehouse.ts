import type { Block, BlockToWrite } from './blocks.ts';
import type { Statement } from './statement.ts';
import type { TableDefinition } from './table-definition.ts';

/** One node, or a named ClickHouse cluster whose tables are replicated and sharded. */
export type Topology = { readonly kind: 'single' } | { readonly kind: 'cluster'; readonly cluster: string };

/** Limits of one query. `settings` are ClickHouse settings for this query only. */
export interface QueryOptions {
  readonly signal?: AbortSignal;
  readonly timeoutSeconds?: number;
  readonly memoryBytes?: number;
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Where rows go. Columns not named take their defaults. */
export interface InsertTarget {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Whole lines of TabSeparated (the default) or JSONEachRow. With a token the insert is one block and a repeat has no effect. */
export interface InsertOptions extends QueryOptions {
  readonly format?: 'TabSeparated' | 'JSONEachRow';
  readonly deduplicationToken?: string;
}

export type InsertBatches = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** The analytic store. Every failure is a WarehouseError. */
export interface Warehouse {
  readonly topology: Topology;
  /** All rows of a small result. 64-bit integers are numbers when safe and bigints when not; dates and instants are UTC text. */
  rows<T>(statement: Statement, options?: QueryOptions): Promise<T[]>;
  /** Batches of rows; memory is one batch; leaving the loop cancels the query. */
  stream<T>(statement: Statement, options?: QueryOptions): AsyncIterable<T[]>;
  /** The same for very many rows, as blocks of columns: no object is made of a row. */
  blocks(statement: Statement, options?: QueryOptions): AsyncIterable<Block>;
  /** DDL, `insert … select`, alter. */
  execute(statement: Statement | string, options?: QueryOptions): Promise<void>;
  /** Streams rows in, in constant memory; each batch holds whole lines. Resolved means acknowledged by the engine. */
  insert(target: InsertTarget, batches: InsertBatches, options?: InsertOptions): Promise<void>;
  /** Writes blocks of columns into columns of the same names, each block as one insert; those not named take their defaults. */
  insertBlocks(table: string, blocks: Iterable<BlockToWrite>, options?: QueryOptions): Promise<void>;
  /** Creates the tables that are missing and adds the columns that are missing. Harmless to repeat. */
  define(tables: readonly TableDefinition[]): Promise<void>;
  /** The engine's version, such as '26.7.2.1'. */
  version(): Promise<string>;
  /** Waits for what is under way, then lets go of the engine. */
  close(): Promise<void>;
}
