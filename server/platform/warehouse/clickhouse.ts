import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { bindings, secretsOf } from './bindings.ts';
import { parseClickhouseUrl } from './clickhouse-url.ts';
import { type Block, blockFormat, blockSettings, type BlockToWrite, readBlocks, writeBlock } from './blocks.ts';
import { defineTables } from './define.ts';
import { blockOf, chunksOf, insertSettings, oneBlock } from './insert-chunks.ts';
import { readRowStream, rowFormat, rowSettings } from './row-format.ts';
import { quoteIdentifier, quoteText } from './statement.ts';
import type { Statement } from './statement.ts';
import type { TableDefinition } from './table-definition.ts';
import type { InsertBatches, InsertOptions, InsertTarget, QueryOptions, Topology, Warehouse } from './warehouse.ts';
import { cancelled, errorFromClickhouse, WarehouseError } from './warehouse-error.ts';

interface Request {
  readonly query_id: string;
  readonly abort_signal?: AbortSignal;
  readonly clickhouse_settings: ClickHouseSettings;
}

type Settings = Readonly<Record<string, string | number>>;

/** No answer within a day means that the server is gone; a query's own limit is `timeoutSeconds`. */
const requestTimeoutMs = 24 * 60 * 60 * 1000;

/** Connects to a ClickHouse server or cluster and makes sure that it answers. */
export async function openClickhouse(url: string): Promise<Warehouse> {
  const { topology, ...connection } = parseClickhouseUrl(url);
  const client = createClient({
    ...connection,
    request_timeout: requestTimeoutMs,
    max_open_connections: 32,
    // The client's own timer of idle sockets outlives a request that is aborted before it gets its socket, and then
    // cuts a later answer short (1.23.1). Node's agent heeds the server's Keep-Alive header by itself.
    keep_alive: { enabled: true, idle_socket_ttl: 0 },
    // The client's own log would show settings and messages of the engine; this adapter's errors say what is needed.
    log: { level: ClickHouseLogLevel.OFF },
  });
  const warehouse = new ClickhouseWarehouse(client, topology);
  try {
    await warehouse.version();
  } catch (error) {
    await client.close();
    throw error;
  }
  return warehouse;
}

/** The source had no rows. */
const isNothing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '108';

class ClickhouseWarehouse implements Warehouse {
  readonly topology: Topology;
  readonly #client: ClickHouseClient;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing = false;

  constructor(client: ClickHouseClient, topology: Topology) {
    this.#client = client;
    this.topology = topology;
  }

  async rows<T>(statement: Statement, options: QueryOptions = {}): Promise<T[]> {
    const form = formOf(statement);
    return await this.#guarded(statement, options, async (queryId) => {
      const body = await this.#send(form, options, queryId, { default_format: rowFormat, wait_end_of_query: 1 });
      const rows: T[] = [];
      for await (const batch of readRowStream<T>(body)) for (const row of batch) rows.push(row);
      return rows;
    });
  }

  async *stream<T>(statement: Statement, options: QueryOptions = {}): AsyncGenerator<T[]> {
    yield* this.#answer(statement, options, { default_format: rowFormat }, (body) => readRowStream<T>(body));
  }

  async *blocks(statement: Statement, options: QueryOptions = {}): AsyncGenerator<Block> {
    // A failure half-way would stand among the bytes: the server answers when it has all, keeping on disk what is large.
    const settings = { ...blockSettings, default_format: blockFormat, wait_end_of_query: 1 };
    yield* this.#answer(statement, options, settings, (body) => readBlocks(body));
  }

  /** The answer as it comes. Whoever leaves the loop ends the query. */
  async *#answer<T>(
    statement: Statement,
    options: QueryOptions,
    settings: Settings,
    read: (body: Readable) => AsyncGenerator<T, void, undefined>,
  ): AsyncGenerator<T> {
    const form = formOf(statement);
    const queryId = randomUUID();
    const body = await this.#guarded(statement, options, (id) => this.#send(form, options, id, settings), queryId);
    const abort = (): void => void body.destroy(new Error('aborted by the caller'));
    options.signal?.addEventListener('abort', abort, { once: true });
    let finished = false;
    try {
      yield* read(body);
      finished = true;
    } catch (error) {
      throw warehouseError(error, statement, options.signal);
    } finally {
      options.signal?.removeEventListener('abort', abort);
      body.destroy();
      if (!finished) await this.#kill(queryId);
    }
  }

  async execute(statement: Statement | string, options: QueryOptions = {}): Promise<void> {
    const whole = typeof statement === 'string' ? { sql: statement, params: {} } : statement;
    const form = formOf(whole);
    await this.#guarded(whole, options, async (queryId) => {
      const body = await this.#send(form, options, queryId, { default_format: 'Null', wait_end_of_query: 1 });
      await text(body);
    });
  }

  async insert(target: InsertTarget, batches: InsertBatches, options: InsertOptions = {}): Promise<void> {
    const { deduplicationToken: token } = options;
    const block = token === undefined ? undefined : await blockOf(batches);
    if (block?.length === 0) return;
    const settings = token === undefined ? {} : oneBlock(token);
    // What goes wrong in the source of the rows is the caller's own error, not the warehouse's.
    let sourceError: { readonly error: unknown } | undefined;
    const chunks = async function* (): AsyncGenerator<Buffer> {
      try {
        yield* chunksOf(batches);
      } catch (error) {
        sourceError = { error };
        throw error;
      }
    };
    const format = options.format ?? 'TabSeparated';
    // JSON lines name their columns themselves.
    const columns = format === 'JSONEachRow' ? '' : ` (${target.columns.map(quoteIdentifier).join(', ')})`;
    const query = `insert into ${quoteIdentifier(target.table)}${columns} format ${format}`;
    await this.#guarded(undefined, options, async (queryId) => {
      try {
        const { stream } = await this.#client.exec({
          query,
          values: Readable.from(block ? [block] : chunks(), { objectMode: false }),
          ...this.#request(options, queryId, { ...insertSettings(), ...settings }),
        });
        await text(stream);
      } catch (error) {
        if (sourceError) throw new SourceFailure(sourceError.error);
        if (!isNothing(error)) throw error;
      }
    });
  }

  async insertBlocks(table: string, blocks: Iterable<BlockToWrite>, options: QueryOptions = {}): Promise<void> {
    for (const block of blocks) {
      if (block.rows === 0) continue;
      const bytes = await writeBlock(block);
      const columns = Object.keys(block.columns).map(quoteIdentifier).join(', ');
      await this.#guarded(undefined, options, async (queryId) => {
        const { stream } = await this.#client.exec({
          query: `insert into ${quoteIdentifier(table)} (${columns}) format ${blockFormat}`,
          values: Readable.from([bytes], { objectMode: false }),
          ...this.#request(options, queryId, insertSettings()),
        });
        await text(stream);
      });
    }
  }

  async define(tables: readonly TableDefinition[]): Promise<void> {
    await defineTables(this, tables);
  }

  async version(): Promise<string> {
    const [row] = await this.rows<{ version: string }>({ sql: 'select version() as version', params: {} });
    return row?.version ?? '';
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#underWay);
    await this.#client.close();
  }

  /**
   * Sends the statement and its values as a form, so that values stand neither in the URL nor in the log of a proxy, and
   * are not bound by the length of a URL. (ClickHouse takes fields up to `http_max_field_value_size`, 128 KB by default.)
   */
  async #send(form: Form, options: QueryOptions, queryId: string, settings: Settings): Promise<Readable> {
    const request = this.#request(options, queryId, settings);
    const { stream } = await this.#client.exec({
      query: form.body,
      ...request,
      ...(form.contentType === undefined ? {} : { http_headers: { 'Content-Type': form.contentType } }),
    });
    return stream;
  }

  #request(options: QueryOptions, queryId: string, settings: Settings): Request {
    const ofQuery: Record<string, string | number> = {
      ...rowSettings,
      cancel_http_readonly_queries_on_client_close: 1,
    };
    if (this.topology.kind === 'cluster') Object.assign(ofQuery, clusterSettings);
    if (options.timeoutSeconds !== undefined) ofQuery['max_execution_time'] = options.timeoutSeconds;
    if (options.memoryBytes !== undefined) ofQuery['max_memory_usage'] = options.memoryBytes;
    Object.assign(ofQuery, settings, options.settings);
    return {
      query_id: queryId,
      ...(options.signal ? { abort_signal: options.signal } : {}),
      clickhouse_settings: ofQuery,
    };
  }

  /** Runs one request: known to close(), killed on the server when aborted, its failure told as a WarehouseError. */
  async #guarded<T>(
    statement: Statement | undefined,
    options: QueryOptions,
    work: (queryId: string) => Promise<T>,
    queryId: string = randomUUID(),
  ): Promise<T> {
    if (this.#closing) throw new WarehouseError('unavailable', 'The warehouse is closed');
    if (options.signal?.aborted) throw cancelled(options.signal.reason);
    const kill = (): void => void this.#kill(queryId);
    options.signal?.addEventListener('abort', kill, { once: true });
    const running = work(queryId);
    this.#underWay.add(running);
    try {
      return await running;
    } catch (error) {
      if (error instanceof SourceFailure) throw error.cause;
      throw warehouseError(error, statement, options.signal);
    } finally {
      this.#underWay.delete(running);
      options.signal?.removeEventListener('abort', kill);
    }
  }

  /** Closing the connection stops reading queries only; this stops inserts and DDL too, and behind a proxy. */
  async #kill(queryId: string): Promise<void> {
    const on = this.topology.kind === 'cluster' ? ` on cluster ${quoteIdentifier(this.topology.cluster)}` : '';
    const query = `kill query${on} where query_id = ${quoteText(queryId)} async`;
    await this.#client.command({ query }).catch(() => {
      // The query may have ended by itself in the meantime, and then there is nothing to kill.
    });
  }
}

/** Carries an error of the source of inserted rows past the making of WarehouseErrors. */
class SourceFailure extends Error {
  constructor(cause: unknown) {
    super('The source of the rows failed', { cause });
  }
}

const clusterSettings: Settings = {
  // Acknowledged means written on the shards, not queued on the node that took the request.
  distributed_foreground_insert: 1,
  // Rows of a customer are on one shard: what joins by customer joins there; what does not says GLOBAL.
  distributed_product_mode: 'local',
  distributed_ddl_output_mode: 'throw',
  alter_sync: 2,
};

interface Form {
  readonly body: string;
  readonly contentType?: string;
}

function formOf(statement: Statement): Form {
  const bound = bindings(statement);
  if (bound.length === 0) return { body: statement.sql };
  const boundary = `gridloop-${randomUUID()}`;
  const field = (name: string, content: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
  const fields = [field('query', statement.sql), ...bound.map(([name, content]) => field(`param_${name}`, content))];
  return { body: `${fields.join('')}--${boundary}--\r\n`, contentType: `multipart/form-data; boundary=${boundary}` };
}

function warehouseError(
  error: unknown,
  statement: Statement | undefined,
  signal: AbortSignal | undefined,
): WarehouseError {
  if (error instanceof WarehouseError) return error;
  if (signal?.aborted) return cancelled(error);
  const message = error instanceof Error ? error.message : String(error);
  const isEngine = error instanceof ClickHouseError;
  const engineText = isEngine ? `Code: ${error.code}. DB::Exception: ${message} (${error.type ?? ''})` : message;
  if (isEngine || /Code: \d+/.test(message)) return errorFromClickhouse(engineText, secretsOf(statement), error);
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new WarehouseError('unavailable', `The warehouse cannot be reached or did not answer as expected${code}`, {
    cause: error,
  });
}
