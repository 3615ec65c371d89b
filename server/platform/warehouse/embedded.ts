import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type * as ChdbModule from 'chdb';
import type { Session, StreamChunk } from 'chdb';
import { BlockFiles } from './block-files.ts';
import { type Block, blockFormat, type BlockToWrite, readBlocks } from './blocks.ts';
import { defineTables } from './define.ts';
import { baseline, engineArguments, type Settings } from './embedded-settings.ts';
import { blockOf, chunksOf, insertSettings, oneBlock } from './insert-chunks.ts';
import { readRows, rowFormat } from './row-format.ts';
import { SessionPool } from './session-pool.ts';
import type { Statement } from './statement.ts';
import { quoteIdentifier, quoteText } from './statement.ts';
import { bindings, secretsOf } from './bindings.ts';
import type { TableDefinition } from './table-definition.ts';
import type { InsertBatches, InsertOptions, InsertTarget, QueryOptions, Topology, Warehouse } from './warehouse.ts';
import { cancelled, errorFromClickhouse, WarehouseError } from './warehouse-error.ts';

type Chdb = typeof ChdbModule;

/** How many queries run at the same time; libuv has four threads, and one is left for the rest of the process. */
const sessionCount = 3;

/** Opens ClickHouse in this process on a directory that no other process has open. */
export async function openEmbedded(dataDirectory: string): Promise<Warehouse> {
  const chdb = await importChdb();
  await mkdir(dataDirectory, { recursive: true });
  const open = (): Session => new chdb.Session(dataDirectory, { connectionArgs: engineArguments });
  const blockFiles = new BlockFiles(dataDirectory);
  try {
    const warehouse = new EmbeddedWarehouse(chdb, new SessionPool(open, sessionCount), blockFiles);
    // Now that nobody else has the directory.
    await blockFiles.clear();
    return warehouse;
  } catch (cause) {
    throw new WarehouseError(
      'unavailable',
      `The warehouse directory ${dataDirectory} cannot be opened; is it in use?`,
      {
        cause,
      },
    );
  }
}

async function importChdb(): Promise<Chdb> {
  try {
    return await import('chdb');
  } catch (cause) {
    const remedy = 'install it with `npm install chdb`, or set WAREHOUSE_URL to a ClickHouse server';
    throw new WarehouseError('unavailable', `The embedded warehouse needs the package chdb: ${remedy}`, { cause });
  }
}

class EmbeddedWarehouse implements Warehouse {
  readonly topology: Topology = { kind: 'single' };
  readonly #chdb: Chdb;
  readonly #pool: SessionPool;
  readonly #blockFiles: BlockFiles;
  /** The settings of a session outlive a query: what each was last told, so that it is not told again. */
  readonly #told = new WeakMap<Session, string>();

  constructor(chdb: Chdb, pool: SessionPool, blockFiles: BlockFiles) {
    this.#chdb = chdb;
    this.#pool = pool;
    this.#blockFiles = blockFiles;
  }

  async rows<T>(statement: Statement, options: QueryOptions = {}): Promise<T[]> {
    return readRows<T>(await this.#run(statement, rowFormat, options));
  }

  async execute(statement: Statement | string, options: QueryOptions = {}): Promise<void> {
    await this.#run(typeof statement === 'string' ? { sql: statement, params: {} } : statement, 'Null', options);
  }

  async *stream<T>(statement: Statement, options: QueryOptions = {}): AsyncGenerator<T[]> {
    for await (const chunk of this.#chunks(statement, rowFormat, options)) {
      const rows = readRows<T>(chunk.text());
      if (rows.length > 0) yield rows;
    }
  }

  async *blocks(statement: Statement, options: QueryOptions = {}): AsyncGenerator<Block> {
    // Every chunk is an answer of its own, with its own head.
    for await (const chunk of this.#chunks(statement, blockFormat, options)) yield* readBlocks([chunk.raw()]);
  }

  /** The answer as it comes. Whoever leaves the loop ends the query. */
  async *#chunks(statement: Statement, format: string, options: QueryOptions): AsyncGenerator<StreamChunk> {
    const bound = bindings(statement);
    const tag = randomUUID();
    const session = await this.#pool.borrow(options.signal);
    const watch = this.#cancelOnAbort(tag, options.signal);
    let whole = false;
    try {
      await this.#tell(session, options, tag, bound);
      for await (const chunk of session.queryStream(statement.sql, { format })) {
        if (options.signal?.aborted) throw cancelled(options.signal.reason);
        yield chunk;
      }
      whole = true;
    } catch (error) {
      throw warehouseError(error, statement, options.signal);
    } finally {
      await watch();
      await this.#reset(session, options.settings);
      this.#pool.giveBack(session, whole);
    }
  }

  async insert(target: InsertTarget, batches: InsertBatches, options: InsertOptions = {}): Promise<void> {
    const { deduplicationToken: token } = options;
    if (token !== undefined) return await this.#insertChunk(target, await blockOf(batches), options, oneBlock(token));
    // One chunk is written while the next is gathered.
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const chunk of chunksOf(batches)) {
        await writing;
        writing = this.#insertChunk(target, chunk, options, {});
        writing.catch(() => {}); // told by the await above or below
      }
    } finally {
      await writing;
    }
  }

  /** The names travel as the head of the data, not in the SQL: so any column name goes, and only the table's is restricted. */
  async #insertChunk(target: InsertTarget, chunk: Buffer, options: InsertOptions, settings: Settings): Promise<void> {
    if (chunk.length === 0) return;
    const json = options.format === 'JSONEachRow';
    const values = json ? chunk : Buffer.concat([Buffer.from(head(target.columns)), chunk]);
    const tag = randomUUID();
    await this.#pool.use(async (session) => {
      const watch = this.#cancelOnAbort(tag, options.signal);
      try {
        await this.#tell(session, options, tag, []);
        const format = json ? 'JSONEachRow' : 'TabSeparatedWithNames';
        await session.insert({ table: target.table, format, values, settings: { ...insertSettings(), ...settings } });
      } catch (error) {
        throw warehouseError(error, undefined, options.signal);
      } finally {
        await watch();
        await this.#reset(session, options.settings);
      }
    }, options.signal);
  }

  async insertBlocks(table: string, blocks: Iterable<BlockToWrite>, options: QueryOptions = {}): Promise<void> {
    for (const block of blocks) {
      if (block.rows === 0) continue;
      const columns = Object.keys(block.columns).map(quoteIdentifier).join(', ');
      const into = `insert into ${quoteIdentifier(table)} (${columns}) select ${columns}`;
      const settings = { ...insertSettings(), ...options.settings };
      await this.#blockFiles.with(block, (file) =>
        this.execute(`${into} from file(${quoteText(file)}, '${blockFormat}')`, { ...options, settings }),
      );
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
    await this.#pool.close();
    await this.#chdb.drainPending();
  }

  async #run(statement: Statement, format: string, options: QueryOptions): Promise<string> {
    const bound = bindings(statement);
    const tag = randomUUID();
    return await this.#pool.use(async (session) => {
      const watch = this.#cancelOnAbort(tag, options.signal);
      try {
        const before = this.#settingsOf(session, options, tag, bound);
        return (
          await session.queryAsync(before === '' ? statement.sql : `${before}; ${statement.sql}`, { format })
        ).text();
      } catch (error) {
        throw warehouseError(error, statement, options.signal);
      } finally {
        await watch();
        await this.#reset(session, options.settings);
      }
    }, options.signal);
  }

  /** The statement that sets what a query needs, and '' when the session has it all. Whoever takes it runs it. */
  #settingsOf(session: Session, options: QueryOptions, tag: string, bound: Bindings): string {
    const standing = assigned(baseline(options)).join(', ');
    const parts = this.#told.get(session) === standing ? [] : [standing];
    this.#told.set(session, standing);
    // Only what may be cancelled is looked for by its tag.
    if (options.signal) parts.push(...assigned({ log_comment: tag }));
    parts.push(
      ...assigned(options.settings ?? {}),
      ...bound.map(([name, text]) => `param_${name} = ${quoteText(text)}`),
    );
    return parts.length === 0 ? '' : `set ${parts.join(', ')}`;
  }

  async #tell(session: Session, options: QueryOptions, tag: string, bound: Bindings): Promise<void> {
    const settings = this.#settingsOf(session, options, tag, bound);
    if (settings !== '') await session.queryAsync(settings);
  }

  /** Gives what ends the watch; it resolves when no kill is under way any more. */
  #cancelOnAbort(tag: string, signal: AbortSignal | undefined): () => Promise<void> {
    if (!signal) return async () => {};
    const ended = new AbortController();
    let killing: Promise<void> = Promise.resolve();
    const onAbort = (): void => void (killing = this.#pool.kill(tag, ended.signal));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    return async () => {
      ended.abort();
      signal.removeEventListener('abort', onAbort);
      await killing;
    };
  }

  /** Settings of one query go back to their defaults, so that the session's next borrower does not inherit them. */
  async #reset(session: Session, settings: QueryOptions['settings']): Promise<void> {
    const names = Object.keys(settings ?? {});
    if (names.length === 0) return;
    this.#told.delete(session);
    await session.queryAsync(`set ${names.map((name) => `${settingName(name)} = default`).join(', ')}`).catch(() => {
      // A setting that does not exist was refused by the query too, which has said so.
    });
  }
}

function head(columns: readonly string[]): string {
  return `${columns.map((name) => name.replace(/[\\\t\n]/g, (c) => ({ '\t': '\\t', '\n': '\\n' })[c] ?? '\\\\')).join('\t')}\n`;
}

type Bindings = readonly (readonly [string, string])[];

const assigned = (settings: Settings): string[] =>
  Object.entries(settings).map(([name, value]) => `${settingName(name)} = ${literal(value)}`);

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : quoteText(value);
}

function settingName(name: string): string {
  if (!/^[a-z]\w*$/i.test(name)) throw new Error(`${name} is not the name of a setting`);
  return name;
}

function warehouseError(
  error: unknown,
  statement: Statement | undefined,
  signal: AbortSignal | undefined,
): WarehouseError {
  if (error instanceof WarehouseError) return error;
  if (signal?.aborted) return cancelled(error);
  return errorFromClickhouse(error instanceof Error ? error.message : String(error), secretsOf(statement), error);
}
