import type { Limit, RuleInput } from '#contract';
import { isMasked, maskField, queryField, readFields } from '#know/customers';
import {
  column,
  compileSelect,
  conditionOf,
  print,
  scope,
  selectRecords,
  type Catalogue,
  type Field,
  type Rule,
} from '#query';
import type { Context } from '#platform/context';
import { csvCell } from '#platform/files';
import type { Statement } from '#platform/warehouse';
import { fieldNamed, readAsk } from './ask-audience.ts';
import { limitParts } from './limit.ts';
import { ensureMembers } from './members.ts';

type Cell = string | number | boolean | null;

/**
 * The customers of a rule as CSV (RFC 4180, UTF-8), a batch at a time: the customer number, then the fields asked for.
 * Name, phone and address may be asked for too. Personal fields are masked for whoever may not unmask customers.
 */
export async function exportAudience(
  context: Context,
  ask: {
    readonly rule: RuleInput;
    readonly period?: string | undefined;
    readonly fields: readonly string[];
    readonly limit?: Limit | undefined;
  },
): Promise<AsyncIterable<string>> {
  const { rule, catalogue } = await readAsk(context, ask);
  const personal = (await readFields(context.db)).filter((field) => field.personal);
  const known = {
    ...catalogue,
    fields: { ...catalogue.fields, ...Object.fromEntries(personal.map((field) => [field.name, queryField(field)])) },
  };
  const asked = [...new Set(ask.fields)].filter((name) => name !== 'customer_id');
  const fields = asked.map((name) => fieldNamed(known, name, 'fields'));
  const columns = [customerId, ...fields];
  const select = ask.limit
    ? await selectLimited(context, rule, ask.limit, catalogue, columns)
    : compileSelect(rule, context.actor.scope, { columns });
  return csvOf(context, select, columns);
}

/** The first of them in their order, or a sample in the order of chance. */
async function selectLimited(
  context: Context,
  rule: Rule,
  limit: Limit,
  catalogue: Catalogue,
  fields: readonly Field[],
): Promise<Statement> {
  const { formula, where, orderBy, limit: most } = limitParts(limit, catalogue);
  if (formula) await ensureMembers(context, formula, catalogue);
  const select = selectRecords({
    period: rule.period,
    columns: fields.map((field) => ({ expr: column(field.column), as: field.column })),
    where: [conditionOf(rule), ...where],
    orderBy,
    limit: most,
  });
  return print(scope(select, context.actor.scope));
}

const customerId: Field = { name: 'customer_id', column: 'customer_id', type: 'text', nullable: false };

async function* csvOf(
  { warehouse, actor, signal }: Context,
  select: Parameters<Context['warehouse']['stream']>[0],
  fields: readonly Field[],
): AsyncGenerator<string> {
  const unmask = actor.permissions.has('customers.unmask');
  const shown = (field: Field, value: Cell): Cell =>
    !unmask && isMasked(field.name) ? maskField(field.name, value) : value;
  yield `${fields.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for await (const rows of warehouse.stream<Record<string, Cell>>(select, { signal })) {
    yield rows
      .map((row) => `${fields.map((field) => csvCell(shown(field, row[field.column] ?? null))).join(',')}\r\n`)
      .join('');
  }
}
