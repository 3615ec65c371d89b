import { quoteIdentifier, statement, type ParamValue, type Statement, type TableDefinition } from '#platform/warehouse';
import type { EntityShape } from './entity-shapes.ts';
import { addMonths } from './month.ts';
import { derivedSql, type MonthValue } from './monthly-sql.ts';
import type { PlannedField, Source } from './record-plan.ts';
import { aliasOf, sourceRows, type Part, type Piece } from './record-pieces.ts';

/**
 * The numbers of a monthly entity turned on their side, once for all months of a build: one row a customer, one array a
 * measure with a place for each month from `first` on; NaN where the month has no value (feeds hold none).
 */
export interface History {
  readonly table: TableDefinition;
  readonly shape: EntityShape;
  readonly first: number;
  readonly length: number;
  readonly columns: ReadonlyMap<string, { readonly column: string; readonly over: 'sum' | 'max' }>;
}
type MonthSource = Extract<Source, { kind: 'month' }>;

const monthsBack = 5;

/** What the months of a build need of an entity; undefined when it has no number in them. */
export function planHistory(
  shape: EntityShape,
  fields: readonly PlannedField[],
  periods: readonly number[],
  token: string,
): History | undefined {
  const first = addMonths(Math.min(...periods), -monthsBack);
  const last = Math.max(...periods);
  const columns = new Map<string, { column: string; over: 'sum' | 'max' }>();
  for (const source of fields.flatMap((field) => field.sources)) {
    if (source.kind !== 'month' || source.of !== shape.entity || source.over === 'first' || columns.has(source.measure))
      continue;
    columns.set(source.measure, { column: `m${columns.size}`, over: source.over });
  }
  if (columns.size === 0 || !shape.snapshots.some(({ period }) => period >= first && period <= last)) return undefined;
  const table: TableDefinition = {
    name: `record_work_${shape.entity}_${token}`,
    columns: [
      { name: 'row_key', type: 'UInt32' },
      ...[...columns.values()].map(({ column }) => ({ name: column, type: 'Array(Float64)' })),
    ],
    engine: { kind: 'merge-tree' },
    orderBy: ['row_key'],
    shardBy: 'row_key',
  };
  return { table, shape, first, length: indexOf(last) - indexOf(first) + 1, columns };
}

const indexOf = (period: number): number => Math.floor(period / 100) * 12 + (period % 100);

/** Fills it for the customers of one part. Several rows of a customer and month (feeds, joined numbers) are brought together first. */
export function fillHistorySql({ table, shape, first, length, columns }: History, part: Part): Statement {
  const { from, where } = sourceRows(shape, part, [
    'e.period >= {firstMonth:UInt32} and e.period <= {lastMonth:UInt32}',
  ]);
  const measures = [...columns];
  const place = 'toUInt32(intDiv(e.period, 100) * 12 + e.period % 100 - {base:UInt32})';
  const rows = `select ${[`${part.unified} as row_key`, `${place} as place`, ...measures.map(([name, { column }]) => `toFloat64(e.${quoteIdentifier(name)}) as ${column}`)].join(', ')} from ${from} where ${where}`;
  const single = new Set(shape.snapshots.map(({ period }) => period)).size === shape.snapshots.length && !part.joined;
  const together = `select ${['row_key', 'place', ...measures.map(([, { column, over }]) => `${over}(r.${column}) as ${column}`)].join(', ')} from (${rows}) as r group by row_key, place`;
  const turned = measures.map(
    ([, { column }]) => `groupArrayInsertAt(nan, ${length})(s.${column}, s.place) as ${column}`,
  );
  const text = `insert into ${quoteIdentifier(table.name)} (${['row_key', ...measures.map(([, { column }]) => column)].join(', ')}) select ${['row_key', ...turned].join(', ')} from (${single ? rows : together}) as s group by row_key`;
  const params: Record<string, ParamValue> = {
    firstMonth: first,
    lastMonth: addMonths(first, length - 1),
    base: indexOf(first),
    ...(part.range && { low: part.range.low, high: part.range.high }),
  };
  return statement(text, params);
}

/** One month's view of it: the measures themselves and what is derived of them. */
export function historyPiece({ table, shape, first, columns }: History, period: number, part: Part): Piece {
  const name = `p_${shape.entity}`;
  const outputs = new Map<string, string>();
  const wanted = new Map<string, MonthSource>();
  const loaded = Array.from({ length: monthsBack + 1 }, (_, ago) => ago).filter((ago) =>
    shape.snapshots.some((snapshot) => snapshot.period === addMonths(period, -ago)),
  );
  const now = indexOf(period) - indexOf(first) + 1;
  return {
    name,
    key: `${name}.row_key`,
    output(expression, source) {
      if (!source) throw new Error('A measure needs its source');
      wanted.set(expression, source);
      return aliasOf(outputs, expression, name);
    },
    sql() {
      const used = new Set([...wanted.values()].map(({ measure }) => columns.get(measure)?.column ?? ''));
      const cells = [...used].flatMap((column) => loaded.map((ago) => `${column}[${now - ago}] as ${column}_${ago}`));
      const known = [...used].flatMap((column) =>
        loaded.flatMap((ago) => [
          `isFinite(${column}_${ago}) as h_${column}_${ago}`,
          `ifNotFinite(${column}_${ago}, 0) as v_${column}_${ago}`,
        ]),
      );
      const results = [...outputs].map(([expression, alias]) => {
        const source = wanted.get(expression);
        const { column = '' } = columns.get(source?.measure ?? '') ?? {};
        const values = loaded.map((ago): MonthValue => ({
          ago,
          here: `h_${column}_${ago}`,
          value: `v_${column}_${ago}`,
        }));
        const sql =
          source?.derive === undefined
            ? loaded.includes(0)
              ? `${column}_0`
              : 'nan'
            : derivedSql(source.derive, values);
        return `ifNotFinite(${sql}, null) as ${alias}`;
      });
      const range = part.range ? ' where row_key >= {low:UInt32} and row_key < {high:UInt32}' : '';
      const inner = `select ${['row_key', ...cells].join(', ')} from ${quoteIdentifier(table.name)}${range}`;
      const middle = `select ${['row_key', ...(loaded.includes(0) ? [...used].map((column) => `${column}_0`) : []), ...known].join(', ')} from (${inner})`;
      return `select ${['row_key', ...results].join(', ')} from (${middle})`;
    },
  };
}
