import type { RuleInput } from '#contract';
import { isMasked, maskField, queryField, readFields } from '#know/customers';
import { compileSelect, type Field } from '#query';
import type { Context } from '#platform/context';
import { fieldNamed, readAsk } from './ask-audience.ts';

type Cell = string | number | boolean | null;

/**
 * The customers of a rule as CSV (RFC 4180, UTF-8), a batch at a time: the customer number, then the fields asked for.
 * Name, phone and address may be asked for too. Personal fields are masked for whoever may not unmask customers.
 */
export async function exportAudience(
  context: Context,
  ask: { readonly rule: RuleInput; readonly period?: string | undefined; readonly fields: readonly string[] },
): Promise<AsyncIterable<string>> {
  const { rule, catalogue } = await readAsk(context, ask);
  const personal = (await readFields(context.db)).filter((field) => field.personal);
  const known = {
    ...catalogue,
    fields: { ...catalogue.fields, ...Object.fromEntries(personal.map((field) => [field.name, queryField(field)])) },
  };
  const asked = [...new Set(ask.fields)].filter((name) => name !== 'customer_id');
  const fields = asked.map((name) => fieldNamed(known, name, 'fields'));
  const select = compileSelect(rule, context.actor.scope, { columns: [customerId, ...fields] });
  return csvOf(context, select, [customerId, ...fields]);
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

/** Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
