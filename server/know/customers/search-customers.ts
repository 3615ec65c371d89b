import type { customerRoutes, Input, Reply } from '#contract';
import { subtreeIds } from '#know/organisation';
import {
  binary,
  call,
  column,
  or,
  print,
  scope,
  selectRecords,
  value,
  word,
  type Expr,
  type RecordSelect,
} from '#query';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { findUnified } from './customer-facts.ts';
import { readColumnsOf, readPeriods } from './field-catalogue.ts';
import { maskName, maskPhone } from './masking.ts';

type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor' | 'signal'>;
type Routes = typeof customerRoutes;
type Found = Reply<Routes['searchCustomers']>;
type By = Found['by'][number];

const sorts = { entry: 'customer_key', number: 'customer_id', unit: 'org_unit_id' } as const;

/** Nobody reads farther; who finds more asks for less. Also bounds what is counted. */
const most = 10_000;

/**
 * Customers by number (also one that was joined to another; else by its beginning), and, for those who may see them
 * unmasked, by the beginning of the phone or part of the name. The answer is masked for everybody: an unmasked look is
 * taken at one customer, and audited. A number that fits exactly is found by the order of the tables and stands alone.
 */
export async function searchCustomers(
  context: Viewer,
  query: Input<Routes['searchCustomers']>['query'],
): Promise<Found> {
  const { db, warehouse, actor, signal } = context;
  const period = (await readPeriods(warehouse)).at(-1)?.period;
  if (period === undefined) return { total: 0, more: false, by: [], items: [] };
  const columns = new Map(
    (await readColumnsOf(db, ['customer_id', 'name', 'phone'])).map((field) => [field.name, field.column]),
  );
  const { where: fits, by } = await fitting(context, query.text, columns);
  const where = [...fits, ...(query.orgUnitId === undefined ? [] : [ofUnits(await subtreeIds(db, query.orgUnitId))])];
  const counted = print(
    scope(selectRecords({ period, columns: [{ expr: word('1'), as: 'one' }], where, limit: most + 1 }), actor.scope),
  );
  const page: RecordSelect = {
    period,
    columns: ['customer_id', 'org_unit_id', ...['name', 'phone'].filter((name) => columns.has(name))].map((name) => ({
      expr: column(columns.get(name) ?? name),
      as: name,
    })),
    where,
    orderBy: [
      { expr: column(sorts[query.sort]), descending: query.order === 'down' },
      { expr: column('customer_key') },
    ],
    limit: Math.min(query.offset + query.limit, most),
  };
  const [rows, [total]] = await Promise.all([
    warehouse.rows<{ customer_id: string; name?: string | null; phone?: string | null; org_unit_id: string | null }>(
      print(scope(selectRecords(page), actor.scope)),
      { signal },
    ),
    warehouse.rows<{ total: number }>(statement(`select count() as total from (${counted.sql})`, counted.params), {
      signal,
    }),
  ]);
  const found = total?.total ?? 0;
  return {
    total: Math.min(found, most),
    more: found > most,
    by: [...by],
    items: rows.slice(query.offset).map((row) => ({
      customerId: row.customer_id,
      name: row.name == null ? null : maskName(row.name),
      phone: row.phone == null ? null : maskPhone(row.phone),
      orgUnitId: row.org_unit_id,
    })),
  };
}

const ofUnits = (units: readonly string[]): Expr => {
  const mine: Expr = {
    kind: 'in',
    negated: false,
    global: false,
    subject: column('org_unit_id'),
    options: value('Array(String)', units),
  };
  return call('ifNull', mine, word('0'));
};

/** What the text is looked for in; a short beginning of a phone would list half of all. */
async function fitting(
  { warehouse, actor }: Viewer,
  text: string,
  columns: ReadonlyMap<string, string>,
): Promise<{ where: readonly Expr[]; by: readonly By[] }> {
  if (text === '') return { where: [], by: [] };
  const unified = await findUnified(warehouse, text);
  if (unified !== undefined)
    return { where: [binary(column('customer_key'), '=', value('UInt32', unified))], by: ['number'] };
  const wanted = value('String', text);
  const [phone, name] = [columns.get('phone'), columns.get('name')];
  const unmasks = actor.permissions.has('customers.unmask');
  const found: { readonly by: By; readonly test: Expr }[] = [
    { by: 'number', test: call('startsWith', column('customer_id'), wanted) },
  ];
  if (unmasks && phone !== undefined && /^\d{5,}$/.test(text))
    found.push({ by: 'phone', test: call('ifNull', call('startsWith', column(phone), wanted), word('0')) });
  // Phones and most numbers are digits, and no name has any.
  if (unmasks && name !== undefined && !/^\d+$/.test(text)) {
    const place = call('position', column(name), wanted);
    found.push({ by: 'name', test: call('ifNull', binary(place, '>', value('UInt8', 0)), word('0')) });
  }
  return { where: [or(found.map(({ test }) => test))], by: found.map((one) => one.by) };
}
