import { entities, Problem, type customerRoutes, type Input, type Reply } from '#contract';
import { binary, call, column, or, print, scope, selectRecords, value, type Expr } from '#query';
import type { Context } from '#platform/context';
import { quoteIdentifier, statement } from '#platform/warehouse';
import { customerFacts, findUnified, noSuchCustomer } from './customer-facts.ts';
import { readShapes, type EntityShape } from './entity-shapes.ts';
import { readFields, readPeriods } from './field-catalogue.ts';
import { maskName, maskPhone, maskRow, type Cell } from './masking.ts';

type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor'>;
type CustomerView = Reply<(typeof customerRoutes)['readCustomer']>;
export type CustomerContact = CustomerView['contacts'][number];

/** The contact ledger, which a later feature keeps. Newest first. */
export interface ContactsPort {
  contactsOf(context: Viewer, customerKeys: readonly number[]): Promise<readonly CustomerContact[]>;
}

/** How much of each entity a view shows. */
const rowsPerEntity = 100;

/** Customers by number (also one that was joined to another), phone (from its start) or part of the name; masked. */
export async function searchCustomers(
  { db, warehouse, actor }: Viewer,
  query: Input<(typeof customerRoutes)['searchCustomers']>['query'],
): Promise<Reply<(typeof customerRoutes)['searchCustomers']>> {
  const period = (await readPeriods(warehouse)).at(-1)?.period;
  if (period === undefined) return { total: 0, items: [] };
  const columns = new Map((await readFields(db)).map((field) => [field.name, field.column]));
  const where = query.text === '' ? [] : [await found(warehouse, query.text, columns)];
  const total = print(
    scope(selectRecords({ period, columns: [{ expr: call('count'), as: 'total' }], where }), actor.scope),
  );
  const page = selectRecords({
    period,
    columns: ['customer_id', 'org_unit_id', ...['name', 'phone'].filter((name) => columns.has(name))].map((name) => ({
      expr: column(columns.get(name) ?? name),
      as: name,
    })),
    where,
    orderBy: [{ expr: column('customer_key') }],
    limit: query.offset + query.limit,
  });
  const rows = await warehouse.rows<{
    customer_id: string;
    name?: string | null;
    phone?: string | null;
    org_unit_id: string | null;
  }>(print(scope(page, actor.scope)));
  const [counted] = await warehouse.rows<{ total: number }>(total);
  return {
    total: counted?.total ?? 0,
    items: rows.slice(query.offset).map((row) => ({
      customerId: row.customer_id,
      name: row.name == null ? null : maskName(row.name),
      phone: row.phone == null ? null : maskPhone(row.phone),
      orgUnitId: row.org_unit_id,
    })),
  };
}

async function found(
  warehouse: Context['warehouse'],
  text: string,
  columns: ReadonlyMap<string, string>,
): Promise<Expr> {
  const unified = await findUnified(warehouse, text);
  const wanted = value('String', text);
  const is = (name: string, test: (of: Expr) => Expr): Expr[] => {
    const own = columns.get(name);
    return own === undefined ? [] : [call('ifNull', test(column(own)), value('UInt8', 0))];
  };
  return or([
    binary(column('customer_id'), '=', wanted),
    ...(unified === undefined ? [] : [binary(column('customer_key'), '=', value('UInt32', unified))]),
    // A short beginning would list half of all phones.
    ...(/^\d{5,}$/.test(text) ? is('phone', (phone) => call('startsWith', phone, wanted)) : []),
    ...is('name', (name) => binary(call('position', name, wanted), '>', value('UInt8', 0))),
  ]);
}

/**
 * Everything known of one customer, whichever source number is given.
 * @throws Problem (missing) when there is none in the viewer's territory.
 */
export async function readCustomer(
  context: Viewer,
  contacts: ContactsPort,
  customerId: string,
  unmask: boolean,
): Promise<CustomerView> {
  const { db, warehouse } = context;
  const key = await findUnified(warehouse, customerId);
  const fields = await readFields(db);
  const record =
    key === undefined
      ? undefined
      : (
          await customerFacts(
            context,
            [key],
            fields.map(({ name }) => name),
          )
        ).get(key);
  if (key === undefined || record === undefined) throw noSuchCustomer(customerId);
  const members = await warehouse.rows<{
    customer_id: string;
    customer_key: number;
    evidence: string | null;
    joined_with: string | null;
  }>(
    statement(
      'select customer_id, customer_key, evidence, joined_with from identity where unified_key = {key:UInt32} order by customer_key',
      { key },
    ),
  );
  const keys = members.map((member) => member.customer_key);
  const shown = (row: Readonly<Record<string, Cell>>): Record<string, Cell> => (unmask ? { ...row } : maskRow(row));
  return {
    customerId: members[0]?.customer_id ?? customerId,
    masked: !unmask,
    record: shown(record),
    identities: members.map((member) => ({
      customerId: member.customer_id,
      evidence: member.evidence,
      joinedWith: member.joined_with,
    })),
    entities: await readEntities(context, keys, shown),
    contacts: [...(await contacts.contactsOf(context, keys))],
  };
}

async function readEntities(
  { warehouse }: Viewer,
  customerKeys: readonly number[],
  shown: (row: Readonly<Record<string, Cell>>) => Record<string, Cell>,
): Promise<CustomerView['entities']> {
  const result: CustomerView['entities'] = {};
  for (const shape of (await readShapes(warehouse)).values()) {
    const rows = await warehouse.rows<Record<string, Cell>>(entitySql(shape, customerKeys));
    if (rows.length > 0) result[shape.entity] = rows.map(shown);
  }
  return result;
}

/** The newest rows of one entity; only columns that hold something, so that extra fields of other feeds do not clutter it. */
function entitySql(shape: EntityShape, customerKeys: readonly number[]) {
  const standard = Object.keys(entities[shape.entity].fields);
  const names = [
    'feed',
    'period',
    ...standard,
    ...[...shape.columns.keys()].filter(
      (name) => !standard.includes(name) && !['feed', 'period', 'customer_key'].includes(name),
    ),
  ];
  const columns = names.filter((name) => shape.columns.has(name)).map((name) => quoteIdentifier(name));
  return statement(
    `select ${columns.join(', ')} from ${quoteIdentifier(shape.table)} where customer_key in {keys:Array(UInt32)} order by period desc, feed limit ${rowsPerEntity}`,
    { keys: [...customerKeys] },
  );
}

/** Undoes a join for ever: the record's next build keeps the two apart. Both must be in the viewer's territory. */
export async function splitIdentity(
  { db, warehouse, actor, clock }: Viewer & Pick<Context, 'clock'>,
  input: { readonly customerId: string; readonly from: string; readonly why: string },
): Promise<void> {
  if (input.customerId === input.from)
    throw new Problem('invalid', 'split-from-itself', 'A customer cannot be split from itself.');
  const [one, other] = [await findUnified(warehouse, input.customerId), await findUnified(warehouse, input.from)];
  if (one === undefined) throw noSuchCustomer(input.customerId);
  if (other === undefined) throw noSuchCustomer(input.from);
  const seen = await customerFacts({ db, warehouse, actor }, [one, other], []);
  if (!seen.has(one)) throw noSuchCustomer(input.customerId);
  if (!seen.has(other)) throw noSuchCustomer(input.from);
  await db
    .insertInto('identity_split')
    .values({
      customer_id: input.customerId,
      from_customer_id: input.from,
      why: input.why,
      by: actor.login,
      at: clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['customer_id', 'from_customer_id']).doNothing())
    .execute();
}
