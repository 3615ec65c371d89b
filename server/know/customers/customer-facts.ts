import { Problem } from '#contract';
import { column, print, scope, selectRecords, value, type SelectColumn } from '#query';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { readColumnsOf, readPeriods } from './field-catalogue.ts';
import type { Cell } from './masking.ts';

type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor'>;

/** Fields of one customer by name; not masked: who shows them masks them. */
export type CustomerFacts = Readonly<Record<string, Cell>>;

/**
 * Named fields of some customers, of the newest month; names that are no fields are left out. Customers outside the
 * viewer's territory are not in the answer. For a page of a list, not for an audience: all keys travel in one statement.
 */
export async function customerFacts(
  { db, warehouse, actor }: Viewer,
  customerKeys: readonly number[],
  names: readonly string[],
): Promise<Map<number, CustomerFacts>> {
  const period = (await readPeriods(warehouse)).at(-1)?.period;
  if (period === undefined || customerKeys.length === 0) return new Map();
  const fields = await readColumnsOf(db, names);
  const key: SelectColumn = { expr: column('customer_key'), as: 'customer_key' };
  const select = selectRecords({
    period,
    columns: [key, ...fields.map((field, i) => ({ expr: column(field.column), as: `f${i}` }))],
    where: [
      {
        kind: 'in',
        negated: false,
        global: false,
        subject: column('customer_key'),
        options: value('Array(Int64)', [...new Set(customerKeys)]),
      },
    ],
  });
  const rows = await warehouse.rows<Record<string, Cell>>(print(scope(select, actor.scope)));
  return new Map(
    rows.map((row) => [
      Number(row['customer_key']),
      Object.fromEntries(fields.map(({ name }, i) => [name, row[`f${i}`] ?? null])),
    ]),
  );
}

/**
 * The unified key of a source number.
 * @throws Problem (missing) when there is no such customer in the viewer's territory.
 */
export async function customerKeyOf(
  { warehouse, actor }: Pick<Viewer, 'warehouse' | 'actor'>,
  customerId: string,
): Promise<number> {
  const found = await findUnified(warehouse, customerId);
  if (found !== undefined && actor.scope.kind === 'everything') return found;
  const period = (await readPeriods(warehouse)).at(-1)?.period;
  if (found !== undefined && period !== undefined) {
    const select = selectRecords({
      period,
      columns: [{ expr: column('customer_key'), as: 'customer_key' }],
      where: [{ kind: 'binary', operator: '=', left: column('customer_key'), right: value('UInt32', found) }],
    });
    const rows = await warehouse.rows(print(scope(select, actor.scope)));
    if (rows.length > 0) return found;
  }
  throw noSuchCustomer(customerId);
}

export const noSuchCustomer = (customerId: string): Problem =>
  new Problem('missing', 'no-such-customer', `There is no customer ${customerId} in your territory.`, {
    parameters: { customerId },
  });

/** The unified key that a source number belongs to, whatever the viewer may see. */
export async function findUnified(warehouse: Context['warehouse'], customerId: string): Promise<number | undefined> {
  const [row] = await warehouse.rows<{ key: number }>(
    statement(
      `select unified_key as key from identity where customer_key in (select customer_key from customer_key where customer_id = {customerId:String})`,
      { customerId },
    ),
  );
  return row?.key;
}
