import { entities, Problem, type customerRoutes, type Reply } from '#contract';
import type { Context } from '#platform/context';
import { quoteIdentifier, statement } from '#platform/warehouse';
import { customerFacts, findUnified, noSuchCustomer } from './customer-facts.ts';
import { readShapes, type EntityShape } from './entity-shapes.ts';
import { readFields } from './field-catalogue.ts';
import { maskRow, type Cell } from './masking.ts';

type Viewer = Pick<Context, 'db' | 'warehouse' | 'actor'>;
type CustomerView = Reply<(typeof customerRoutes)['readCustomer']>;
export type CustomerContact = CustomerView['contacts'][number];

/** The contact ledger, which a later feature keeps. Newest first. */
export interface ContactsPort {
  contactsOf(context: Viewer, customerKeys: readonly number[]): Promise<readonly CustomerContact[]>;
}

/** How much of each entity a view shows. */
const rowsPerEntity = 100;

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
