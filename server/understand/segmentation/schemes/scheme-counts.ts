import type { SegmentScheme } from '#contract';
import {
  binary,
  call,
  column,
  conditionOf,
  fieldsUsed,
  or,
  print,
  quoteText,
  scope,
  selectRecords,
  value,
  writeName,
  type Catalogue,
  type Expr,
  type Field,
  type Rule,
  type SelectColumn,
} from '#query';
import type { Context } from '#platform/context';
import type { Alike } from './proof.ts';
import { conditionsOf } from './scheme.ts';
import type { ReadScheme } from './scheme-rules.ts';

type Asker = Pick<Context, 'warehouse' | 'actor' | 'signal'>;

/** Customers by which values hold of them, of those the viewer may see: one pass over the record, whatever the cells. */
export async function countAlike(context: Asker, of: ReadScheme, catalogue: Catalogue): Promise<Alike[]> {
  const columns: SelectColumn[] = of.counted.flatMap(({ rules }, d) => [
    { expr: bitsOf(rules), as: `~held${d}` },
    { expr: unknownOf(fieldsOf(rules, catalogue)), as: `~unknown${d}` },
  ]);
  const select = selectRecords({
    period: catalogue.period,
    columns: [...columns, { expr: call('count'), as: 'customers' }],
    where: of.base ? [conditionOf(of.base)] : [],
    groupBy: columns.map(({ as }) => column(as)),
  });
  const rows = await context.warehouse.rows<Record<string, number | string>>(
    print(scope(select, context.actor.scope)),
    {
      signal: context.signal,
    },
  );
  return rows.map((row) => ({
    held: of.counted.map((_, d) => Number(row[`~held${d}`])),
    unknown: of.counted.map((_, d) => Number(row[`~unknown${d}`]) === 1),
    customers: Number(row['customers']),
  }));
}

const mostExamples = 5;
const mostFields = 4;

/** Customers that no value of a dimension holds though all is known of them, or that several hold, by the values of the fields that its rules read. */
export async function findExamples(
  context: Asker,
  { scheme, of, d, kind }: { scheme: SegmentScheme; of: ReadScheme; d: number; kind: 'gap' | 'overlap' },
  catalogue: Catalogue,
): Promise<{ rule: string; customers: number }[]> {
  const { dimension, rules } = of.counted[d]!;
  const fields = fieldsOf(rules, catalogue);
  const shown = fields.slice(0, mostFields);
  if (shown.length === 0) return [];
  const asked = conditionsOf(dimension, scheme.dimensions).map(({ at, values }) => {
    const before = of.counted.find((one) => one.dimension.id === scheme.dimensions[at]?.id);
    return or((before?.rules ?? []).filter((_, v) => values.has(v)).map((rule) => conditionOf(rule)));
  });
  const held: Expr = { kind: 'sum', parts: rules.map((rule) => call('if', conditionOf(rule), one, none)) };
  const wrong =
    kind === 'gap' ? [binary(held, '=', none), binary(unknownOf(fields), '=', none)] : [binary(held, '>', one)];
  const columns = shown.map((field, i): SelectColumn => ({ expr: column(field.column), as: `~f${i}` }));
  const select = selectRecords({
    period: catalogue.period,
    columns: [...columns, { expr: call('count'), as: 'customers' }],
    where: [...(of.base ? [conditionOf(of.base)] : []), ...asked, ...wrong],
    groupBy: columns.map(({ as }) => column(as)),
    orderBy: [{ expr: column('customers'), descending: true }, ...columns.map(({ as }) => ({ expr: column(as) }))],
    limit: mostExamples,
  });
  const rows = await context.warehouse.rows<Record<string, number | string | boolean | null>>(
    print(scope(select, context.actor.scope)),
    { signal: context.signal },
  );
  return rows.map((row) => ({
    rule: shown.map((field, i) => isSaid(field, row[`~f${i}`] ?? null)).join(' and '),
    customers: Number(row['customers']),
  }));
}

const one = value('UInt32', 1);
const none = value('UInt32', 0);

const bitsOf = (rules: readonly Rule[]): Expr => ({
  kind: 'sum',
  parts: rules.map((rule, v) => call('if', conditionOf(rule), value('UInt32', 2 ** v), none)),
});

/** 1 where one of the fields is missing. */
function unknownOf(fields: readonly Field[]): Expr {
  const missing = fields
    .filter(({ nullable }) => nullable !== false)
    .map((field) => call('isNull', column(field.column)));
  return missing.length === 0 ? none : call('if', or(missing), one, none);
}

function fieldsOf(rules: readonly Rule[], { fields, segments, scores }: Catalogue): Field[] {
  const found = new Map<string, Field>();
  for (const used of rules.map((rule) => fieldsUsed(rule)))
    for (const field of [
      ...used.fields.map((name) => fields[name]),
      ...used.segments.map((name) => segments[name]),
      ...used.scores.map((name) => scores[name]),
    ])
      if (field) found.set(field.column, field);
  return [...found.values()];
}

function isSaid({ name, type }: Field, cell: string | number | boolean | null): string {
  if (cell === null) return `${writeName(name)} is null`;
  if (type === 'boolean')
    return cell === true || cell === 1 || cell === 'true' ? writeName(name) : `not ${writeName(name)}`;
  return `${writeName(name)} = ${type === 'text' || type === 'date' ? quoteText(String(cell)) : String(cell)}`;
}
