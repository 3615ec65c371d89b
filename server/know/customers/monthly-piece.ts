import { quoteIdentifier, type ParamValue } from '#platform/warehouse';
import type { EntityShape } from './entity-shapes.ts';
import { addMonths } from './month.ts';
import { derivedSql, windowSums, type MonthValue } from './monthly-sql.ts';
import type { Source } from './record-plan.ts';
import { aliasOf, movedKeys, sourceRows, type Part, type Piece } from './record-pieces.ts';

type Measure = Extract<Source, { kind: 'month' }>;
const monthsBack = 5;

/**
 * The numbers of a monthly entity: those of the month, and what is derived of it and the five before. Each month is read on
 * its own and joined by key, which is several times cheaper than turning rows into columns in one aggregation.
 */
export function monthlyPiece(
  shape: EntityShape,
  period: number,
  part: Part,
  params: Record<string, ParamValue>,
): Piece | undefined {
  const name = `p_${shape.entity}`;
  const outputs = new Map<string, string>();
  const wanted = new Map<string, Measure>();
  const loaded = Array.from({ length: monthsBack + 1 }, (_, ago) => ago).filter((ago) =>
    shape.snapshots.some((snapshot) => snapshot.period === addMonths(period, -ago)),
  );
  if (loaded.length === 0) return undefined;
  for (const ago of loaded) params[`month${ago}`] = addMonths(period, -ago);
  return {
    name,
    key: `${name}.row_key`,
    output(expression, source) {
      if (!source) throw new Error('A measure needs its source');
      wanted.set(expression, source);
      return aliasOf(outputs, expression, name);
    },
    sql() {
      const measures = measuresOf([...wanted.values()]);
      const columns = [...measures.values()].map(({ column }) => column);
      const months = loaded.map((ago) => ({
        ago,
        sql: monthRows(shape, ago, measures, part, addMonths(period, -ago)),
      }));
      const cells = columns.flatMap((column) => loaded.map((ago) => `month${ago}.${column} as ${column}_${ago}`));
      const known = columns.flatMap((column) =>
        loaded.flatMap((ago) => [
          `isNotNull(${column}_${ago}) as h_${column}_${ago}`,
          `ifNull(${column}_${ago}, 0) as v_${column}_${ago}`,
        ]),
      );
      const results = [...outputs].map(
        ([expression, alias]) => `${resultSql(wanted.get(expression), measures, loaded)} as ${alias}`,
      );
      const range = part.range ? ' and customer_key >= {low:UInt32} and customer_key < {high:UInt32}' : '';
      const everybody = `(select customer_key as row_key from identity where unified_key = customer_key${range}) as everybody`;
      const joins = months.map(
        ({ ago, sql }) => `any left join (${sql}) as month${ago} on month${ago}.row_key = everybody.row_key`,
      );
      const joined = `select ${['everybody.row_key as row_key', ...cells].join(', ')} from ${[everybody, ...joins].join(' ')}`;
      const split = `select ${['row_key', ...(loaded.includes(0) ? columns.map((column) => `${column}_0`) : []), ...known].join(', ')} from (${joined})`;
      const kept = columns.flatMap((column) => [
        ...(loaded.includes(0) ? [`${column}_0`] : []),
        ...loaded.filter((ago) => ago < 2).flatMap((ago) => [`h_${column}_${ago}`, `v_${column}_${ago}`]),
        ...([3, 6] as const).flatMap((window) => windowSums(window, column, valuesOf(column, loaded))),
      ]);
      return `select ${['row_key', ...results].join(', ')} from (select ${['row_key', ...kept].join(', ')} from (${split}))`;
    },
  };
}

type Measures = ReadonlyMap<string, { readonly column: string; readonly over: 'sum' | 'max' }>;

function measuresOf(wanted: readonly Measure[]): Measures {
  const measures = new Map<string, { column: string; over: 'sum' | 'max' }>();
  for (const { measure, over } of wanted) {
    if (over !== 'first' && !measures.has(measure)) measures.set(measure, { column: `m${measures.size}`, over });
  }
  return measures;
}

/** Numbers that are not finite (a sum past all bounds, a division by 0) are missing values. */
function resultSql(source: Measure | undefined, measures: Measures, loaded: readonly number[]): string {
  const { column = '' } = measures.get(source?.measure ?? '') ?? {};
  if (source?.derive === undefined)
    return loaded.includes(0) ? `ifNotFinite(${column}_0, null)` : "cast(null, 'Nullable(Float64)')";
  return `ifNotFinite(${derivedSql(source.derive, column, valuesOf(column, loaded))}, null)`;
}

const valuesOf = (column: string, loaded: readonly number[]): MonthValue[] =>
  loaded.map((ago) => ({ ago, here: `h_${column}_${ago}`, value: `v_${column}_${ago}` }));

/** One row a unified customer; what several feeds or joined numbers have of the month is brought together. */
function monthRows(shape: EntityShape, ago: number, measures: Measures, part: Part, period: number): string {
  const { from, where } = sourceRows(shape, part, [`e.period = {month${ago}:UInt32}`]);
  const key = `${part.unified} as row_key`;
  const number = (name: string): string => `toFloat64(e.${quoteIdentifier(name)})`;
  const alone = [key, ...[...measures].map(([name, { column }]) => `${number(name)} as ${column}`)].join(', ');
  const together = [
    key,
    ...[...measures].map(([name, { column, over }]) => `${over}(${number(name)}) as ${column}`),
  ].join(', ');
  const feeds = shape.snapshots.filter((snapshot) => snapshot.period === period).length;
  if (feeds > 1) return `select ${together} from ${from} where ${where} group by row_key`;
  if (!part.joined) return `select ${alone} from ${from} where ${where}`;
  const several = `(select unified_key from ${movedKeys})`;
  return `select ${alone} from ${from} where ${where} and ${part.unified} global not in ${several}
    union all select ${together} from ${from} where ${where} and ${part.unified} global in ${several} group by row_key`;
}
