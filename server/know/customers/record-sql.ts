import type { EntityName } from '#contract';
import { quoteIdentifier, statement, type ParamValue, type Statement } from '#platform/warehouse';
import { validIn, type EntityShape, type EntityShapes } from './entity-shapes.ts';
import { lastDay } from './month.ts';
import { atom, type PlannedField, type Source } from './record-plan.ts';
import type { RecordType } from './standard-fields.ts';
import {
  eventsPiece,
  feedbackPiece,
  isEvent,
  monthTextPiece,
  snapshotPiece,
  type Part,
  type Piece,
} from './record-pieces.ts';
import { monthlyPiece } from './monthly-piece.ts';

/** A field with the column of the customer record that holds it. */
export interface ColumnedField extends PlannedField {
  readonly column: string;
}

/** One part of one month. */
export interface BuildPart extends Part {
  readonly period: number;
  readonly branches: ReadonlyMap<string, string>;
  /** Whether there is a list of those who do not want to be disturbed. */
  readonly doNotDisturb: boolean;
}

export const columnType = (type: RecordType, fewValues: boolean): string =>
  ({
    text: fewValues ? 'LowCardinality(Nullable(String))' : 'Nullable(String)',
    number: 'Nullable(Float64)',
    integer: 'Nullable(Int64)',
    boolean: 'Nullable(Bool)',
    date: 'Nullable(Date32)',
  })[type];

/**
 * The insert that builds one part of one month. Entities are grouped by unified key on their own and joined to those who
 * are customers in the month: the ones in the snapshot of some customer feed that is valid then.
 */
export function insertRecordSql(
  into: string,
  fields: readonly ColumnedField[],
  shapes: EntityShapes,
  part: BuildPart,
): Statement {
  const pieces = openPieces(shapes, part);
  const customers = pieces.of('customer');
  if (!customers) throw new Error('There is no customer feed that is valid in this month');
  const columns = fields.map((field) => [quoteIdentifier(field.column), fieldSql(field, pieces, part)] as const);
  const joins = pieces.all().filter((piece) => piece !== customers);
  const text = [
    `insert into ${quoteIdentifier(into)} (period, customer_key, customer_id${columns.map(([name]) => `, ${name}`).join('')})`,
    `select {period:UInt32}, ${customers.key}, ids.customer_id${columns.map(([, sql]) => `,\n  ${sql}`).join('')}`,
    `from (${customers.sql()}) as p_customer`,
    ...joins.map((piece) => `any left join (${piece.sql()}) as ${piece.name} on ${piece.key} = ${customers.key}`),
    `any inner join (select customer_key as id_key, customer_id from identity${part.range ? ' where customer_key >= {low:UInt32} and customer_key < {high:UInt32}' : ''}) as ids on ids.id_key = ${customers.key}`,
  ].join('\n');
  return withParams(text, {
    period: part.period,
    lastDay: lastDay(part.period),
    units: [...part.branches.keys()],
    branches: [...part.branches.values()],
    ...(part.range && { low: part.range.low, high: part.range.high }),
    ...pieces.params,
  });
}

/** A statement takes no value that its text does not name. */
function withParams(text: string, params: Readonly<Record<string, ParamValue>>): Statement {
  return statement(text, Object.fromEntries(Object.entries(params).filter(([name]) => text.includes(`{${name}:`))));
}

/** The parts of the statement by what they are made of, each made when it is first asked for. */
interface Pieces {
  of(entity: EntityName): Piece | undefined;
  /** A monthly entity: its numbers over the months, or its texts of this one. */
  ofMonth(entity: EntityName, over: 'sum' | 'max' | 'first'): Piece | undefined;
  all(): Piece[];
  readonly params: Record<string, ParamValue>;
}

function openPieces(shapes: EntityShapes, part: BuildPart): Pieces {
  const made = new Map<string, Piece | undefined>();
  const params: Record<string, ParamValue> = {};
  const make = (shape: EntityShape): Piece | undefined => {
    if (shape.entity === 'feedback') return feedbackPiece(shape, part, params);
    if (isEvent(shape.entity)) return eventsPiece(shape, part.period, part, params);
    const snapshots = validIn(shape, part.period);
    return snapshots.length === 0 ? undefined : snapshotPiece(shape, snapshots, part, params);
  };
  const keep = (name: string, piece: () => Piece | undefined): Piece | undefined => {
    if (!made.has(name)) made.set(name, piece());
    return made.get(name);
  };
  return {
    of(entity) {
      const shape = shapes.get(entity);
      return keep(entity, () => shape && make(shape));
    },
    ofMonth(entity, over) {
      const shape = shapes.get(entity);
      if (!shape) return undefined;
      if (over === 'first') return keep(`${entity}.text`, () => monthTextPiece(shape, part));
      return keep(`${entity}.numbers`, () => monthlyPiece(shape, part.period, part, params));
    },
    all: () => [...made.values()].filter((piece) => piece !== undefined),
    params,
  };
}

/** The value of a field in its column's type; a number that is not finite is a missing value. */
function fieldSql(field: ColumnedField, pieces: Pieces, part: BuildPart): string {
  const type = columnType(field.type, field.fewValues);
  const sources = field.sources
    .map((source) => typed(sourceSql(source, field.type, pieces), source, field.type, type))
    .filter((sql) => sql !== undefined);
  if (field.name === 'dnd' && part.doNotDisturb) {
    const refused = `p_customer.row_key in (select k from (${unifiedRefusals(part)}))`;
    return `cast(ifNull(${sources[0] ?? 'false'}, false) or ${refused}, '${type}')`;
  }
  if (sources.length === 0) return `cast(null, '${type}')`;
  return sources.length === 1 ? (sources[0] ?? '') : `coalesce(${sources.join(', ')})`;
}

/** In the column's type. The numbers of months are finite already. */
function typed(sql: string | undefined, source: Source, type: RecordType, column: string): string | undefined {
  if (sql === undefined || sql === 'null') return sql && `cast(null, '${column}')`;
  if (type === 'number')
    return source.kind === 'month' && source.over !== 'first' ? sql : `ifNotFinite(toFloat64(${sql}), null)`;
  // A null may still carry an infinity below its mark, which a cast would refuse.
  if (type === 'integer' && source.kind === 'month') return `accurateCastOrNull(${sql}, 'Int64')`;
  return `cast(${sql}, '${column}')`;
}

const unifiedRefusals = (part: BuildPart): string =>
  part.joined
    ? `select if(i.unified_key = 0, d.customer_key, i.unified_key) as k from do_not_disturb as d global any left join identity as i on i.customer_key = d.customer_key where d.channel = ''`
    : `select customer_key as k from do_not_disturb where channel = ''`;

function sourceSql(source: Source, type: RecordType, pieces: Pieces): string | undefined {
  switch (source.kind) {
    case 'rows': {
      const piece = pieces.of(source.of);
      if (!piece) return undefined;
      const alias = piece.output(source.expression);
      return source.whenNone === undefined ? alias : `ifNull(${alias}, ${source.whenNone})`;
    }
    case 'record': {
      const text = source.expression.replace(
        atom,
        (_, entity: EntityName, field: string) => pieces.of(entity)?.output(`main(${field})`) ?? 'null',
      );
      return source.whenNone === undefined ? text : `ifNull(${text}, ${source.whenNone})`;
    }
    case 'month': {
      const piece = pieces.ofMonth(source.of, source.over);
      if (source.over === 'first') return piece?.output(`main(${quoteIdentifier(source.measure)})`);
      return piece?.output(source.derive === undefined ? source.measure : `${source.measure}.${source.derive}`, source);
    }
    case 'feedback':
      return feedbackValue(pieces.of('feedback')?.output(source.field), type);
  }
}

/** Feedback comes as text; what does not read as the field's type is missing. */
function feedbackValue(alias: string | undefined, type: RecordType): string | undefined {
  if (alias === undefined || type === 'text') return alias;
  const text = `ifNull(${alias}, '')`;
  if (type === 'boolean') return `multiIf(lower(${text}) = 'true', true, lower(${text}) = 'false', false, null)`;
  if (type === 'date') return `toDate32OrNull(${text})`;
  return `toFloat64OrNull(${text})`;
}
