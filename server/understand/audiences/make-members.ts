import { randomBytes } from 'node:crypto';
import {
  call,
  column,
  conditionOf,
  insertInto,
  print,
  scope,
  selectRecords,
  value,
  type Rule,
  type Scope,
} from '#query';
import type { Context } from '#platform/context';
import { dropTable, replacePartition, statement, type Statement, type TableDefinition } from '#platform/warehouse';
import { memberTable, partitionName, tagTable, type MembersKind } from './audience-tables.ts';
import type { LimitParts } from './limit.ts';

type Store = Pick<Context, 'warehouse'>;
const everything: Scope = { kind: 'everything' };
/** One pass over the record makes so many tags; each is a partition, and an insert may touch a hundred. */
const tagsAtOnce = 50;

export interface MembersOf {
  readonly kind: MembersKind;
  readonly id: string;
  readonly period: number;
}
/** Whose members: those of a rule (of all its customers, or the first of them in a territory), everybody, or those of feeds. */
export type MembersSource =
  | { readonly kind: 'rule'; readonly rule: Rule; readonly limit?: LimitParts; readonly territory?: Scope }
  | { readonly kind: 'everybody' }
  | { readonly kind: 'feeds' };

/** Works the members out aside and puts them in their place in one step. Resolves to how many they are. */
export async function replaceMembers({ warehouse }: Store, of: MembersOf, source: MembersSource): Promise<number> {
  const table = of.kind === 'tag' ? tagTable : memberTable;
  await aside({ warehouse }, table, async (staging) => {
    await warehouse.execute(source.kind === 'feeds' ? fromFeeds(staging, of) : fromRecord(staging, of, source));
    await replacePartition(warehouse, {
      from: staging,
      to: table.name,
      partition: partitionName(of.period, of.id),
    });
  });
  const count =
    of.kind === 'tag'
      ? 'select groupBitmapMerge(customers) as n from tag_bitmap where period = {period:UInt32} and tag = {id:String}'
      : 'select count() as n from audience_member where period = {period:UInt32} and audience = {id:String}';
  const [row] = await warehouse.rows<{ n: number }>(statement(count, { period: of.period, id: of.id }));
  return row?.n ?? 0;
}

/** The bitmaps of many tags of one month, all in one pass over the record. Resolves to the size of each. */
export async function replaceTags(
  { warehouse }: Store,
  period: number,
  tags: readonly { readonly id: string; readonly rule: Rule }[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (let start = 0; start < tags.length; start += tagsAtOnce) {
    const some = tags.slice(start, start + tagsAtOnce);
    await aside({ warehouse }, tagTable, async (staging) => {
      await warehouse.execute(allAtOnce(staging, period, some));
      for (const { id } of some)
        await replacePartition(warehouse, { from: staging, to: tagTable.name, partition: partitionName(period, id) });
    });
    const rows = await warehouse.rows<{ tag: string; n: number }>(
      statement(
        `select tag, groupBitmapMerge(customers) as n from tag_bitmap
         where period = {period:UInt32} and tag in {tags:Array(String)} group by tag`,
        { period, tags: some.map(({ id }) => id) },
      ),
    );
    for (const { id } of some) sizes.set(id, 0);
    for (const { tag, n } of rows) sizes.set(tag, n);
  }
  return sizes;
}

async function aside(
  { warehouse }: Store,
  table: TableDefinition,
  work: (staging: string) => Promise<void>,
): Promise<void> {
  const staging = { ...table, name: `${table.name}_${randomBytes(4).toString('hex')}` };
  try {
    await warehouse.define([staging]);
    await work(staging.name);
  } finally {
    await dropTable(warehouse, staging.name);
  }
}

const key = column('customer_key');

function fromRecord(
  staging: string,
  { kind, id, period }: MembersOf,
  source: Exclude<MembersSource, { kind: 'feeds' }>,
): Statement {
  const { limit, territory = everything, rule } = source.kind === 'rule' ? source : { rule: undefined };
  const members =
    kind === 'tag' ? { expr: call('groupBitmapState', key), as: 'customers' } : { expr: key, as: 'customer_key' };
  const columns = [{ expr: value('UInt32', period), as: 'period' }, { expr: value('String', id), as: kind }, members];
  const select = selectRecords({
    period,
    columns,
    where: [...(rule ? [conditionOf(rule)] : []), ...(limit?.where ?? [])],
    ...(limit && { orderBy: limit.orderBy, limit: limit.limit }),
  });
  return print(
    insertInto(
      staging,
      columns.map(({ as }) => as),
      scope(select, territory),
    ),
  );
}

function allAtOnce(
  staging: string,
  period: number,
  tags: readonly { readonly id: string; readonly rule: Rule }[],
): Statement {
  const bitmaps = print(
    scope(
      selectRecords({
        period,
        columns: tags.map(({ rule }, i) => ({
          expr: call('groupBitmapStateIf', key, conditionOf(rule)),
          as: `bitmap_${i}`,
        })),
      }),
      everything,
    ),
  );
  const pairs = tags.map((_, i) => `({tagNames:Array(String)}[${i + 1}], bitmap_${i})`).join(', ');
  return statement(
    `insert into ${staging} (period, tag, customers)
     select {tagPeriod:UInt32}, pair.1, pair.2 from (select arrayJoin([${pairs}]) as pair from (${bitmaps.sql}))`,
    { ...bitmaps.params, tagPeriod: period, tagNames: tags.map(({ id }) => id) },
  );
}

/** Of each feed of tags the newest snapshot at or before the month counts; source numbers stand for the joined customer. */
function fromFeeds(staging: string, { id, period }: MembersOf): Statement {
  return statement(
    `insert into ${staging} (period, tag, customers)
     select {period:UInt32}, {id:String}, groupBitmapState(customer_key) from customer_record
     where period = {period:UInt32} and customer_key global in (
       select unified_key from identity where customer_key global in (
         select customer_key from entity_customer_tag where tag = {id:String} and (feed, period) global in (
           select feed, max(period) from entity_customer_tag where period <= {period:UInt32} group by feed)))`,
    { id, period },
  );
}
