import type { EntityName } from '#contract';
import { quoteIdentifier, type ParamValue } from '#platform/warehouse';
import type { EntityShape, Snapshot } from './entity-shapes.ts';
import { addMonths } from './month.ts';
import { derivedSql, type MonthValue } from './monthly-sql.ts';
import type { Source } from './record-plan.ts';
import type { BuildPart } from './record-sql.ts';

/** One entity, grouped to one row per unified customer. Outputs are added while the fields are written, then it is printed. */
export interface Piece {
  readonly name: string;
  /** Its key column, qualified. */
  readonly key: string;
  /** The alias of an output, made when it is first asked for. */
  output(expression: string, source?: Extract<Source, { kind: 'month' }>): string;
  sql(): string;
}
type Params = Record<string, ParamValue>;
type Rows = { readonly from: string; readonly where: string; readonly extra: readonly string[] };

const eventDays: Partial<Record<EntityName, string>> = {
  payment: 'paid_on',
  order: 'ordered_on',
  service_contact: 'happened_on',
  complaint: 'happened_on',
};

/** The rows of the snapshots that are valid in the month, each with its rank: least is the main one. */
export function snapshotRows(
  shape: EntityShape,
  snapshots: readonly Snapshot[],
  part: BuildPart,
  params: Params,
): Rows {
  const feeds = `${shape.entity}_feeds`;
  const place = `toUInt64(indexOf({${feeds}:Array(String)}, toString(feed))) * 4294967296 + e.customer_key`;
  params[feeds] = snapshots.map(({ feed }) => feed);
  const chosen = snapshots.map(({ feed, period }, i) => {
    params[`${shape.entity}_feed${i}`] = feed;
    params[`${shape.entity}_period${i}`] = period;
    return `feed = {${shape.entity}_feed${i}:String} and e.period = {${shape.entity}_period${i}:UInt32}`;
  });
  const conditions = [`(${chosen.map((one) => `(${one})`).join(' or ')})`];
  if (shape.entity === 'subscription')
    conditions.push(
      `(started_on is null or started_on <= {lastDay:Date32}) and (ended_on is null or ended_on > {lastDay:Date32})`,
    );
  if (shape.entity === 'product_holding')
    conditions.push(
      `(started_on is null or started_on <= {lastDay:Date32}) and (ended_on is null or ended_on > {lastDay:Date32})`,
    );
  return { ...sourceRows(shape, part, conditions), extra: [`${ranks[shape.entity]?.(place) ?? place} as row_rank`] };
}

/** What makes a row the main one where a customer has several of the same feed. */
const ranks: Partial<Record<EntityName, (place: string) => string>> = {
  account: (place) => `tuple(ifNull(opened_on, toDate32('2299-12-31')), ifNull(toString(account_id), ''), ${place})`,
  subscription: (place) =>
    `tuple(if(ifNull(kind = 'mobile', false), 0, 1), -ifNull(plan_fee, 0), ifNull(started_on, toDate32('2299-12-31')), ifNull(toString(subscription_id), ''), ${place})`,
};

/** The events of the year up to the month's end; undefined when none were loaded for it; 'snapshots' when these are no events. */
export function eventRows(shape: EntityShape, part: BuildPart, params: Params): Rows | undefined | 'snapshots' {
  const day = eventDays[shape.entity];
  if (day === undefined) return 'snapshots';
  const first = addMonths(part.period, -11);
  if (!shape.snapshots.some(({ period }) => period === 0 || (period >= first && period <= part.period)))
    return undefined;
  params['firstMonth'] = first;
  const monthsEnd = `if(e.period = 0, {lastDay:Date32}, toLastDayOfMonth(toDate32(makeDate(intDiv(e.period, 100), e.period % 100, 1))))`;
  const happened = `ifNull(${day}, ${monthsEnd})`;
  const rows = sourceRows(shape, part, [
    `(e.period = 0 or (e.period >= {firstMonth:UInt32} and e.period <= {period:UInt32}))`,
    `${happened} <= {lastDay:Date32}`,
  ]);
  return {
    ...rows,
    extra: [
      `${happened} as row_happened`,
      `dateDiff('day', ${happened}, {lastDay:Date32}) as row_days_ago`,
      `dateDiff('month', ${happened}, {lastDay:Date32}) as row_months_ago`,
    ],
  };
}

/** The rows of an entity under their unified key; a range reads the keys in it and those that were joined into it. */
function sourceRows(
  shape: EntityShape,
  part: BuildPart,
  conditions: readonly string[],
): { from: string; where: string } {
  const table = quoteIdentifier(shape.table);
  const where = [...conditions];
  const inRange = 'e.customer_key >= {low:UInt32} and e.customer_key < {high:UInt32}';
  if (part.range) {
    const joinedIn = `e.customer_key global in (select customer_key from identity where unified_key != customer_key and unified_key >= {low:UInt32} and unified_key < {high:UInt32})`;
    where.push(part.joined ? `((${inRange}) or ${joinedIn})` : inRange);
  }
  if (!part.joined) return { from: `${table} as e`, where: where.join(' and ') };
  const moved = `(select customer_key, unified_key from identity where unified_key != customer_key)`;
  if (part.range) where.push(`${unified} >= {low:UInt32} and ${unified} < {high:UInt32}`);
  return {
    from: `${table} as e global any left join ${moved} as moved on moved.customer_key = e.customer_key`,
    where: where.join(' and '),
  };
}
// Keys start at 1, so 0 is "not joined"; under join_use_nulls it is null.
const unified = 'ifNull(nullIf(moved.unified_key, 0), e.customer_key)';
const rowKey = (joined: boolean): string => `${joined ? unified : 'e.customer_key'} as row_key`;

const select = (rows: Rows, columns: string): string => {
  const joined = rows.from.includes(' as moved ');
  return `select ${[columns, rowKey(joined), ...rows.extra].join(', ')} from ${rows.from} where ${rows.where || '1'}`;
};

/** Aggregates over snapshot rows or events. `coalescing`: rows of several feeds make up one main row together. */
export function rowsPiece(shape: EntityShape, rows: Rows, coalescing: boolean): Piece {
  const outputs = new Map<string, string>();
  const name = `p_${shape.entity}`;
  const severalRows = shape.entity === 'account' || shape.entity === 'subscription';
  const main = (field: string): string =>
    coalescing || !severalRows ? `argMin(${field}, row_rank)` : `argMin(tuple(${field}), row_rank).1`;
  return {
    name,
    key: `${name}.row_key`,
    output: (expression) => aliasOf(outputs, expression, name),
    sql() {
      const columns = [...outputs].map(
        ([expression, alias]) =>
          `${expression.replaceAll(/main\(([^()]+)\)/g, (_, field: string) => main(field))} as ${alias}`,
      );
      return `select ${['row_key', ...columns].join(', ')} from (${select(rows, 'e.*')}) group by row_key`;
    },
  };
}

/** Measures of up to six months, and what is derived of them. */
export function monthlyPiece(
  shape: EntityShape,
  months: readonly { ago: number; period: number }[],
  part: BuildPart,
  params: Params,
): Piece {
  const name = `p_${shape.entity}`;
  const outputs = new Map<string, string>();
  const measures = new Map<string, { alias: string; over: 'sum' | 'max' | 'first' }>();
  const wanted = new Map<string, Extract<Source, { kind: 'month' }>>();
  for (const { ago, period } of months) params[`month${ago}`] = period;
  const rows: Rows = {
    ...sourceRows(shape, part, [`e.period in (${months.map(({ ago }) => `{month${ago}:UInt32}`).join(', ')})`]),
    extra: [`toString(feed) as row_rank`],
  };
  return {
    name,
    key: `${name}.row_key`,
    output(expression, source) {
      if (!source) throw new Error('A measure needs its source');
      wanted.set(expression, source);
      if (!measures.has(source.measure))
        measures.set(source.measure, { alias: `m${measures.size}`, over: source.over });
      return aliasOf(outputs, expression, name);
    },
    sql() {
      const inner = [...measures].flatMap(([column, { alias, over }]) =>
        months.flatMap(({ ago }) => {
          const inMonth = `e_period = {month${ago}:UInt32}`;
          if (over === 'first')
            return ago === 0 ? [`argMinIf(${quoteIdentifier(column)}, row_rank, ${inMonth}) as ${alias}_0`] : [];
          return [`${over}If(toFloat64(${quoteIdentifier(column)}), ${inMonth}) as ${alias}_${ago}`];
        }),
      );
      const outer = [...outputs].map(([expression, alias]) => {
        const source = wanted.get(expression);
        const { alias: of = '' } = measures.get(source?.measure ?? '') ?? {};
        const values = months.map(({ ago }): MonthValue => ({ ago, alias: `${of}_${ago}` }));
        if (source?.derive !== undefined) return `${derivedSql(source.derive, values)} as ${alias}`;
        return `${months.some(({ ago }) => ago === 0) ? `${of}_0` : 'null'} as ${alias}`;
      });
      const grouped = `select ${['row_key', ...inner].join(', ')} from (${select(rows, 'e.*, e.period as e_period')}) group by row_key`;
      return `select ${['row_key', ...outer].join(', ')} from (${grouped})`;
    },
  };
}

/** The latest value of each feedback field up to the month's end. */
export function feedbackPiece(shape: EntityShape, part: BuildPart, params: Params): Piece {
  const outputs = new Map<string, string>();
  const name = 'p_feedback';
  const rows: Rows = {
    ...sourceRows(shape, part, [`happened_at < toDateTime64(addDays({lastDay:Date32}, 1), 3, 'UTC')`]),
    extra: [],
  };
  return {
    name,
    key: `${name}.row_key`,
    output: (field) => aliasOf(outputs, field, name),
    sql() {
      const columns = [...outputs].map(([field, alias]) => {
        const param = `${alias}_field`;
        params[param] = field;
        return `argMaxIf(value, tuple(happened_at, ifNull(toString(feedback_id), '')), field = {${param}:String}) as ${alias}`;
      });
      return `select ${['row_key', ...columns].join(', ')} from (${select(rows, 'e.*')}) group by row_key`;
    },
  };
}

function aliasOf(outputs: Map<string, string>, expression: string, name: string): string {
  const known = outputs.get(expression);
  if (known !== undefined) return known;
  const alias = `${name.replace('p_', 'v_')}_${outputs.size}`;
  outputs.set(expression, alias);
  return alias;
}
