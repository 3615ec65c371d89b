import type { EntityName } from '#contract';
import { quoteIdentifier, type ParamValue } from '#platform/warehouse';
import type { EntityShape, Snapshot } from './entity-shapes.ts';
import { addMonths } from './month.ts';
import type { Source } from './record-plan.ts';

/** Which customers a statement is about, and how rows come under their unified key. */
export interface Part {
  /** Unified keys from `low` up to but not including `high`; all, where there is none. */
  readonly range: { readonly low: number; readonly high: number } | undefined;
  /** Whether any source number has been joined to another. */
  readonly joined: boolean;
  /** The unified key of a row of `sourceRows`. */
  readonly unified: string;
}
// Keys start at 1, so 0 is "not joined".
export const unifiedKey = (joined: boolean): string =>
  joined ? 'if(moved.unified_key = 0, e.customer_key, moved.unified_key)' : 'e.customer_key';

/**
 * One entity, brought to one row a unified customer. Outputs are added while the fields are written, then it is printed.
 * Every output is nullable, or its default is what a customer without rows has.
 */
export interface Piece {
  readonly name: string;
  /** Its key column, qualified. */
  readonly key: string;
  /** The alias of an output, made when it is first asked for. */
  output(expression: string, source?: Extract<Source, { kind: 'month' }>): string;
  sql(): string;
}
type Params = Record<string, ParamValue>;

/** Source numbers that were joined to another, each with its unified key. */
export const movedKeys = '(select customer_key, unified_key from identity where unified_key != customer_key)';

/** The rows of an entity beside their unified key; a range reads the keys in it and those that were joined into it. */
export function sourceRows(
  shape: EntityShape,
  part: Part,
  conditions: readonly string[],
): { from: string; where: string } {
  const table = quoteIdentifier(shape.table);
  const where = [...conditions];
  if (part.range) {
    const inRange = 'e.customer_key >= {low:UInt32} and e.customer_key < {high:UInt32}';
    const joinedIn = `e.customer_key global in (select customer_key from ${movedKeys} where unified_key >= {low:UInt32} and unified_key < {high:UInt32})`;
    where.push(part.joined ? `((${inRange}) or ${joinedIn})` : inRange);
    if (part.joined) where.push(`${part.unified} >= {low:UInt32} and ${part.unified} < {high:UInt32}`);
  }
  const from = part.joined
    ? `${table} as e global any left join ${movedKeys} as moved on moved.customer_key = e.customer_key`
    : `${table} as e`;
  return { from, where: where.length === 0 ? '1' : where.join(' and ') };
}

/** Snapshots that are valid in the month. The main row is the one of the least rank. */
export function snapshotPiece(shape: EntityShape, snapshots: readonly Snapshot[], part: Part, params: Params): Piece {
  const { entity } = shape;
  params[`${entity}_feeds`] = snapshots.map(({ feed }) => feed);
  const chosen = snapshots.map(({ feed, period }, i) => {
    params[`${entity}_feed${i}`] = feed;
    params[`${entity}_period${i}`] = period;
    return `(feed = {${entity}_feed${i}:String} and e.period = {${entity}_period${i}:UInt32})`;
  });
  const conditions = [`(${chosen.join(' or ')})`];
  if (entity === 'subscription' || entity === 'product_holding') {
    conditions.push(
      '(started_on is null or started_on <= {lastDay:Date32})',
      '(ended_on is null or ended_on > {lastDay:Date32})',
    );
  }
  const rows = sourceRows(shape, part, conditions);
  const several = entity !== 'customer' && entity !== 'ownership';
  // One snapshot has one row a source number: nothing to bring together unless numbers were joined.
  if (!several && snapshots.length === 1) return singlePiece(shape, rows, part);
  const place = `toUInt64(indexOf({${entity}_feeds:Array(String)}, toString(feed))) * 4294967296 + e.customer_key`;
  const select = `select e.*, ${part.unified} as row_key, ${ranks[entity]?.(place) ?? place} as row_rank from ${rows.from} where ${rows.where}`;
  return groupedPiece(entity, select, several && snapshots.length === 1 ? 'whole' : 'coalesced');
}

/** What makes a row the main one where a customer has several of the same feed. */
const ranks: Partial<Record<EntityName, (place: string) => string>> = {
  account: (place) => `tuple(ifNull(opened_on, toDate32('2299-12-31')), ifNull(toString(account_id), ''), ${place})`,
  subscription: (place) =>
    `tuple(if(ifNull(kind = 'mobile', false), 0, 1), -ifNull(plan_fee, 0), ifNull(started_on, toDate32('2299-12-31')), ifNull(toString(subscription_id), ''), ${place})`,
};

const mainField = /main\(([^()]+)\)/g;

/** One row a source number: taken as it stands, but for the few customers that several numbers were joined to. */
function singlePiece(shape: EntityShape, rows: { from: string; where: string }, part: Part): Piece {
  const name = `p_${shape.entity}`;
  const outputs = new Map<string, string>();
  const severalNumbers = `(select unified_key from ${movedKeys})`;
  return {
    name,
    key: `${name}.row_key`,
    output: (expression) => aliasOf(outputs, expression, name),
    sql() {
      const columns = (main: (field: string) => string): string[] =>
        [...outputs].map(
          ([expression, alias]) => `${expression.replaceAll(mainField, (_, field: string) => main(field))} as ${alias}`,
        );
      const alone = `select ${[`${part.unified} as row_key`, ...columns((field) => `e.${field}`)].join(', ')} from ${rows.from} where ${rows.where}`;
      if (!part.joined) return alone;
      const together = `select ${['row_key', ...columns((field) => `argMin(${field}, row_rank)`)].join(', ')} from (select e.*, ${part.unified} as row_key, e.customer_key as row_rank from ${rows.from} where ${rows.where} and ${part.unified} global in ${severalNumbers}) group by row_key`;
      return `${alone} and ${part.unified} global not in ${severalNumbers} union all ${together}`;
    },
  };
}

export const eventDays: Partial<Record<EntityName, { day: string; months: number }>> = {
  payment: { day: 'paid_on', months: 6 },
  order: { day: 'ordered_on', months: 12 },
  service_contact: { day: 'happened_on', months: 12 },
  complaint: { day: 'happened_on', months: 12 },
};
export const isEvent = (entity: EntityName): boolean => entity in eventDays;

/** The events of the months before the month's end that fields look back on; undefined when none were loaded for them. */
export function eventsPiece(shape: EntityShape, period: number, part: Part, params: Params): Piece | undefined {
  const { day, months } = eventDays[shape.entity] ?? { day: 'happened_on', months: 12 };
  const first = addMonths(period, 1 - months);
  if (
    !shape.snapshots.some(
      (snapshot) => snapshot.period === 0 || (snapshot.period >= first && snapshot.period <= period),
    )
  )
    return undefined;
  params[`${shape.entity}_first`] = first;
  const monthsEnd = `if(e.period = 0, {lastDay:Date32}, toLastDayOfMonth(toDate32(makeDate(intDiv(e.period, 100), e.period % 100, 1))))`;
  const happened = `ifNull(${day}, ${monthsEnd})`;
  const rows = sourceRows(shape, part, [
    `(e.period = 0 or (e.period >= {${shape.entity}_first:UInt32} and e.period <= {period:UInt32}))`,
  ]);
  const dated = `select e.*, ${part.unified} as row_key, ${happened} as row_happened from ${rows.from} where ${rows.where}`;
  const select = `select *, dateDiff('day', row_happened, {lastDay:Date32}) as row_days_ago, dateDiff('month', row_happened, {lastDay:Date32}) as row_months_ago from (${dated}) where row_happened <= {lastDay:Date32}`;
  return groupedPiece(shape.entity, select, 'coalesced');
}

/** What is text or date in a monthly entity: the value of the month itself. */
export function monthTextPiece(shape: EntityShape, part: Part): Piece {
  const rows = sourceRows(shape, part, ['e.period = {period:UInt32}']);
  const select = `select e.*, ${part.unified} as row_key, tuple(toString(feed), e.customer_key) as row_rank from ${rows.from} where ${rows.where}`;
  return groupedPiece(shape.entity, select, 'coalesced', `p_${shape.entity}_text`);
}

/** The latest value of each feedback field up to the month's end. */
export function feedbackPiece(shape: EntityShape, part: Part, params: Params): Piece {
  const rows = sourceRows(shape, part, [`happened_at < toDateTime64(addDays({lastDay:Date32}, 1), 3, 'UTC')`]);
  const piece = groupedPiece(
    'feedback',
    `select e.*, ${part.unified} as row_key from ${rows.from} where ${rows.where}`,
    'coalesced',
  );
  const names = new Map<string, string>();
  return {
    ...piece,
    output(field) {
      const param = names.get(field) ?? `feedback_name${names.size}`;
      names.set(field, param);
      params[param] = field;
      return piece.output(
        `argMaxIf(value, tuple(happened_at, ifNull(toString(feedback_id), '')), field = {${param}:String})`,
      );
    },
  };
}

/**
 * Aggregates over rows. `main(x)` is x of the main row: of one and the same row when rows are `whole`; the first value by
 * rank when a main row is `coalesced` of the rows of several feeds.
 */
function groupedPiece(entity: EntityName, rows: string, mainRow: 'whole' | 'coalesced', name = `p_${entity}`): Piece {
  const outputs = new Map<string, string>();
  return {
    name,
    key: `${name}.row_key`,
    output: (expression) => aliasOf(outputs, expression, name),
    sql() {
      const fields = [
        ...new Set(
          [...outputs.keys()].flatMap((expression) =>
            [...expression.matchAll(mainField)].map((match) => match[1] ?? ''),
          ),
        ),
      ];
      const main = (field: string): string =>
        mainRow === 'whole' ? `tupleElement(main_row, ${fields.indexOf(field) + 1})` : `argMin(${field}, row_rank)`;
      const whole =
        mainRow === 'whole' && fields.length > 0 ? [`argMin(tuple(${fields.join(', ')}), row_rank) as main_row`] : [];
      const columns = [...outputs].map(
        ([expression, alias]) => `${expression.replaceAll(mainField, (_, field: string) => main(field))} as ${alias}`,
      );
      return `select ${['row_key', ...whole, ...columns].join(', ')} from (${rows}) group by row_key`;
    },
  };
}

export function aliasOf(outputs: Map<string, string>, expression: string, name: string): string {
  const known = outputs.get(expression);
  if (known !== undefined) return known;
  const alias = `${name.replace('p_', 'v_')}_${outputs.size}`;
  outputs.set(expression, alias);
  return alias;
}
