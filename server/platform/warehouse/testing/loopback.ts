import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { chunksOf } from '../insert-chunks.ts';
import { SessionPool } from '../session-pool.ts';
import { quoteIdentifier, quoteText } from '../statement.ts';
import { Answer } from './http-answer.ts';
import { credentialsOf, readRequest } from './http-request.ts';
import type { QueryRequest } from './http-request.ts';

/** A server for tests that speaks ClickHouse's HTTP interface on loopback and answers from chDB. */
export interface Loopback {
  /** `http://user:password@127.0.0.1:port` */
  readonly url: string;
  /** The texts of the queries that came, oldest first. */
  readonly queries: readonly string[];
  close(): Promise<void>;
}

const user = 'tester';
const password = 'p@ss:wörd/';

// Parameters of the interface itself; every other parameter is a setting of ClickHouse.
const ownParams = new Set([
  'query',
  'database',
  'user',
  'password',
  'query_id',
  'session_id',
  'default_format',
  'wait_end_of_query',
]);

/** Serves the chDB directory, which this process may have open at the same time. */
export async function serveLoopback(dataDirectory: string): Promise<Loopback> {
  const open = (): Session =>
    new Session(dataDirectory, { connectionArgs: ['--implicit_select=0', `--max_query_size=${512 * 1024 * 1024}`] });
  const pool = new SessionPool(open, 3);
  const version = await pool.use(async (session) => session.query('select version()', 'TSVRaw').trim());
  const queries: string[] = [];
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
    void handle(request, response, { pool, version, queries });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  return { url, queries, close: () => close(server, pool) };
}

async function close(server: Server, pool: SessionPool): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await pool.close();
}

interface Engine {
  readonly pool: SessionPool;
  readonly version: string;
  readonly queries: string[];
}

async function handle(request: IncomingMessage, response: ServerResponse, engine: Engine): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://loopback');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  const gzip =
    url.searchParams.get('enable_http_compression') === '1' && /\bgzip\b/.test(`${request.headers['accept-encoding']}`);
  const answer = new Answer(response, { version: engine.version, gzip });
  const given = credentialsOf(request, url);
  if (given.user !== user || given.password !== password) {
    return answer.fail(
      'Code: 516. DB::Exception: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
    );
  }
  const queryId = url.searchParams.get('query_id') ?? randomUUID();
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  try {
    const query = await readRequest(request, url);
    engine.queries.push(query.sql);
    await engine.pool.use((session) => answerQuery({ query, session, answer, response, queryId, engine }));
  } catch (error) {
    answer.fail(textOf(error));
  }
}

interface Work {
  readonly query: QueryRequest;
  readonly session: Session;
  readonly answer: Answer;
  readonly response: ServerResponse;
  readonly queryId: string;
  readonly engine: Engine;
}

async function answerQuery(work: Work): Promise<void> {
  const { query, session, answer, response, queryId, engine } = work;
  const settings = [...query.params].filter(([name]) => !ownParams.has(name));
  // chDB names its queries itself; the tag makes the id that the client chose findable.
  const all = [...settings, ['log_comment', queryId] as const];
  const ended = new AbortController();
  let killing: Promise<void> | undefined;
  const kill = (): void => {
    if (!response.writableFinished) killing ??= engine.pool.kill(queryId, ended.signal);
  };
  response.once('close', kill);
  if (response.destroyed) kill();
  try {
    await session.queryAsync(`use ${quoteIdentifier(query.params.get('database') ?? 'default')}`);
    await session.queryAsync(`set ${all.map(([name, value]) => `${name} = ${quoteText(value)}`).join(', ')}`);
    if (query.data) await insert(work, query.data);
    else await select(work, tagged(query.sql));
    answer.end();
  } finally {
    ended.abort();
    await killing;
    response.off('close', kill);
    const names = settings.map(([name]) => name).filter((name) => !name.startsWith('param_'));
    if (names.length > 0)
      await session.queryAsync(`set ${names.map((name) => `${name} = default`).join(', ')}`).catch(() => {});
  }
}

/** Blocks are written as they come, as ClickHouse does; what came before a broken connection stays. */
async function insert({ query, session, response }: Work, data: AsyncIterable<Buffer>): Promise<void> {
  let rows = 0;
  if (/\sformat\s+ArrowStream\s*$/i.test(query.sql)) {
    await insertBlocks(query.sql, session, data);
    return;
  }
  const write = async (chunk: Buffer): Promise<void> => {
    await session.queryAsync(`${query.sql}\n${chunk.toString('utf8')}`);
    rows += chunk.toString('latin1').split('\n').length - 1;
  };
  if (query.params.has('insert_deduplication_token')) {
    const pieces: Buffer[] = [];
    for await (const piece of data) pieces.push(piece);
    await write(Buffer.concat(pieces));
  } else {
    for await (const chunk of chunksOf(wholeLines(data))) await write(chunk);
  }
  response.setHeader('X-ClickHouse-Summary', JSON.stringify({ read_rows: '0', written_rows: String(rows) }));
}

/** chDB takes the format from a file only. */
async function insertBlocks(sql: string, session: Session, data: AsyncIterable<Buffer>): Promise<void> {
  const file = join(tmpdir(), `gridloop-loopback-${randomUUID()}.arrow`);
  try {
    await writeFile(file, data);
    const columns = /\((.*)\)\s+format/is.exec(sql)?.[1] ?? '*';
    await session.queryAsync(
      sql.replace(/format\s+ArrowStream\s*$/i, `select ${columns} from file(${quoteText(file)}, 'ArrowStream')`),
    );
  } finally {
    await rm(file, { force: true });
  }
}

/** The network cuts anywhere; rows end at a newline. */
async function* wholeLines(data: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const piece of data) {
    const cut = piece.lastIndexOf(10) + 1;
    if (cut > 0) yield Buffer.concat([...rest, piece.subarray(0, cut)]);
    rest = cut > 0 ? [piece.subarray(cut)] : [...rest, piece];
  }
  const last = Buffer.concat(rest);
  if (last.length > 0) yield last;
}

async function select({ query, session, answer, response }: Work, sql: string): Promise<void> {
  const format = /\sformat\s+(\w+)\s*$/i.exec(sql)?.[1] ?? query.params.get('default_format') ?? 'TabSeparated';
  response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('X-ClickHouse-Summary', JSON.stringify({ read_rows: '0', written_rows: '0' }));
  const waits = query.params.get('wait_end_of_query') === '1';
  if (waits || !/^\s*(select|with)\b/i.test(sql)) {
    return await answer.write((await session.queryAsync(sql, { format })).bytes());
  }
  let first = true;
  for await (const chunk of session.queryStream(sql, { format })) {
    if (answer.gone) break;
    await answer.write(first ? chunk.raw() : withoutHead(chunk.raw(), format));
    first = false;
  }
}

/** chDB writes the names above every chunk; a server writes them once. */
function withoutHead(bytes: Uint8Array, format: string): Uint8Array {
  let from = 0;
  const lines = format.endsWith('WithNamesAndTypes') ? 2 : format.endsWith('WithNames') ? 1 : 0;
  for (let line = 0; line < lines; line++) from = bytes.indexOf(10, from) + 1;
  return bytes.subarray(from);
}

/** A kill names the query by the client's id, which chDB knows as the tag. */
function tagged(sql: string): string {
  return /^\s*kill query\b/i.test(sql)
    ? sql.replace(/\bquery_id = /, "query_id != queryID() and Settings['log_comment'] = ")
    : sql;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
