import type { Context } from '#platform/context';
import { csvLine } from '#platform/files';
import { statement, type Statement, type Warehouse } from '#platform/warehouse';

export interface QuarantineRow {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

const fields = ['file', 'line', 'column', 'value', 'reason'] as const;

const sorts = {
  line: ['file', 'line'],
  column: ['column', 'file', 'line'],
  value: ['value', 'file', 'line'],
  reason: ['reason', 'file', 'line'],
} as const;

export interface QuarantineQuery {
  readonly reason?: string | undefined;
  /** Part of the value, of the column's or the file's name. */
  readonly text?: string;
  readonly sort?: keyof typeof sorts;
  readonly order?: 'up' | 'down';
}

/** The rows of a load that were put aside, by file and line unless asked otherwise. */
export async function readQuarantine(
  warehouse: Pick<Warehouse, 'rows'>,
  load: string,
  { limit, offset, ...query }: QuarantineQuery & { limit: number; offset: number },
): Promise<{ total: number; items: QuarantineRow[] }> {
  const [count] = await warehouse.rows<{ n: number }>(rowsOf('count() as n', load, query));
  const page = rowsOf(columns, load, query, `${orderOf(query)} limit {limit:UInt32} offset {offset:UInt32}`);
  const items = await warehouse.rows<QuarantineRow>(statement(page.sql, { ...page.params, limit, offset }));
  return { total: count?.n ?? 0, items };
}

/** The same rows as CSV, a batch at a time. */
export async function* quarantineCsv(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  load: string,
  query: QuarantineQuery,
): AsyncGenerator<string> {
  yield csvLine(fields);
  const rows = warehouse.stream<QuarantineRow>(rowsOf(columns, load, query, orderOf(query)), { signal });
  for await (const batch of rows) yield batch.map((row) => csvLine(fields.map((name) => row[name]))).join('');
}

const columns = fields.join(', ');

const orderOf = ({ sort = 'line', order = 'up' }: QuarantineQuery): string =>
  `order by ${sorts[sort].map((column) => (order === 'down' ? `${column} desc` : column)).join(', ')}`;

function rowsOf(what: string, load: string, { reason, text = '' }: QuarantineQuery, tail = ''): Statement {
  const ofReason = reason === undefined ? '' : ' and reason = {reason:String}';
  const withText =
    text === '' ? '' : " and positionCaseInsensitiveUTF8(concat(value, ' ', column, ' ', file), {part:String}) > 0";
  return statement(`select ${what} from quarantine where load = {load:String}${ofReason}${withText} ${tail}`, {
    load,
    ...(reason !== undefined && { reason }),
    ...(text !== '' && { part: text }),
  });
}
