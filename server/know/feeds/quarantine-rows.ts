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

/** The rows of a load that were put aside, by file and line; of one reason where one is given. */
export async function readQuarantine(
  warehouse: Pick<Warehouse, 'rows'>,
  load: string,
  { limit, offset, reason }: { limit: number; offset: number; reason?: string | undefined },
): Promise<{ total: number; items: QuarantineRow[] }> {
  const [count] = await warehouse.rows<{ n: number }>(rowsOf('count() as n', load, reason));
  const page = rowsOf(
    fields.join(', '),
    load,
    reason,
    'order by file, line limit {limit:UInt32} offset {offset:UInt32}',
  );
  const items = await warehouse.rows<QuarantineRow>(statement(page.sql, { ...page.params, limit, offset }));
  return { total: count?.n ?? 0, items };
}

/** The same rows as CSV, a batch at a time. */
export async function* quarantineCsv(
  { warehouse, signal }: Pick<Context, 'warehouse' | 'signal'>,
  load: string,
  reason: string | undefined,
): AsyncGenerator<string> {
  yield csvLine(fields);
  const rows = warehouse.stream<QuarantineRow>(rowsOf(fields.join(', '), load, reason, 'order by file, line'), {
    signal,
  });
  for await (const batch of rows) yield batch.map((row) => csvLine(fields.map((name) => row[name]))).join('');
}

function rowsOf(columns: string, load: string, reason: string | undefined, tail = ''): Statement {
  const ofReason = reason === undefined ? '' : ' and reason = {reason:String}';
  return statement(`select ${columns} from quarantine where load = {load:String}${ofReason} ${tail}`, {
    load,
    ...(reason !== undefined && { reason }),
  });
}
