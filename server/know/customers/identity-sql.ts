import { quoteIdentifier, statement, type Statement, type TableDefinition } from '#platform/warehouse';
import { validIn, type EntityShape, type EntityShapes } from './entity-shapes.ts';

/**
 * A value that more source numbers than this share is no evidence: a call centre's number, a landlord's address.
 * It is also what bounds the work: no evidence makes more than this many edges.
 */
export const evidenceShareLimit = 8;

/** The working tables of one run; `token` keeps runs apart. */
export function workTables(token: string) {
  const table = (
    name: string,
    columns: Record<string, string>,
    orderBy: string[],
    partitionBy?: string,
  ): TableDefinition => ({
    name: `identity_work_${name}_${token}`,
    columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    engine: { kind: 'merge-tree' },
    ...(partitionBy !== undefined && { partitionBy }),
    orderBy,
    shardBy: 'rand()',
  });
  return {
    evidence: table('evidence', { kind: 'LowCardinality(String)', value: 'String', customer_key: 'UInt32' }, [
      'kind',
      'value',
    ]),
    shared: table('shared', { kind: 'LowCardinality(String)', value: 'String', keys: 'Array(UInt32)' }, [
      'kind',
      'value',
    ]),
    edge: table('edge', { kind: 'LowCardinality(String)', a: 'UInt32', b: 'UInt32' }, ['a', 'b']),
    label: table('label', { step: 'UInt16', customer_key: 'UInt32', label: 'UInt32' }, ['customer_key'], 'step'),
  };
}
export type WorkTables = ReturnType<typeof workTables>;

const digits = (of: string): string => `replaceRegexpAll(ifNull(toString(${of}), ''), '[^0-9]', '')`;
/** Without the country code; a masked number (138****1234), a short one and one digit over and over are no numbers. */
const phone = (of: string): string =>
  `if(position(ifNull(toString(${of}), ''), '*') > 0 or length(${digits(of)}) < 7 or match(${digits(of)}, '^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$'), '', if(length(${digits(of)}) = 13 and startsWith(${digits(of)}, '86'), substring(${digits(of)}, 3), ${digits(of)}))`;
const plain = (of: string): string => `lowerUTF8(trim(ifNull(toString(${of}), '')))`;
const bare = (of: string): string => `lowerUTF8(replaceRegexpAll(ifNull(toString(${of}), ''), '[\\\\s\\\\p{P}]', ''))`;

/**
 * Where evidence is read: [entity, kind, value, condition]. An address alone is too weak (a house of flats, a family):
 * it counts together with the name.
 */
const sources: readonly (readonly ['customer' | 'account' | 'subscription', string, string, string])[] = [
  ['customer', 'identity', plain('identity_hash'), '1'],
  ['customer', 'phone', phone('phone'), '1'],
  ['subscription', 'phone', phone('number'), `ifNull(kind, '') in ('mobile', 'fixed')`],
  ['account', 'account', plain('account_id'), '1'],
  ['subscription', 'account', plain('account_id'), '1'],
  ['subscription', 'broadband', plain('number'), `ifNull(kind, '') = 'broadband'`],
  [
    'customer',
    'address',
    `if(${bare('name')} = '' or length(${bare('address')}) < 6, '', concat(${bare('name')}, '|', ${bare('address')}))`,
    '1',
  ],
];

/** Collects (kind, value, customer) of the newest snapshots; undefined when nothing is loaded that could be evidence. */
export function evidenceSql(work: WorkTables, shapes: EntityShapes): Statement | undefined {
  const params: Record<string, string | number> = {};
  const parts = sources.flatMap(([entity, kind, value, condition]) => {
    const shape = shapes.get(entity);
    return shape
      ? [
          `select '${kind}' as kind, ${value} as value, customer_key from ${quoteIdentifier(shape.table)} where ${newest(shape, params)} and ${condition}`,
        ]
      : [];
  });
  if (parts.length === 0) return undefined;
  const text = `insert into ${quoteIdentifier(work.evidence.name)} (kind, value, customer_key) select kind, value, customer_key from (${parts.join(' union all ')}) where value != ''`;
  return statement(text, params);
}

function newest(shape: EntityShape, params: Record<string, string | number>): string {
  const chosen = validIn(shape, Number.MAX_SAFE_INTEGER).map(({ feed, period }, i) => {
    params[`${shape.entity}_feed${i}`] = feed;
    params[`${shape.entity}_period${i}`] = period;
    return `(feed = {${shape.entity}_feed${i}:String} and period = {${shape.entity}_period${i}:UInt32})`;
  });
  return `(${chosen.join(' or ')})`;
}

/**
 * The values that two or more share, but not too many, without values that people of different identity numbers share:
 * a couple with one phone stays two.
 */
export function sharedSql(work: WorkTables): Statement[] {
  const evidence = quoteIdentifier(work.evidence.name);
  const shared = quoteIdentifier(work.shared.name);
  return [
    statement(
      `insert into ${shared} (kind, value, keys) select kind, value, arraySort(groupUniqArray(${evidenceShareLimit + 1})(customer_key)) as keys from ${evidence} group by kind, value having length(keys) between 2 and ${evidenceShareLimit}`,
    ),
  ];
}

/** Keys to be kept apart: `ones[i]` from `others[i]`; `alone` are joined to nobody. */
export interface Apart {
  readonly ones: readonly number[];
  readonly others: readonly number[];
  readonly alone: readonly number[];
}

/** Each shared value makes a star: its least key to each of the others. */
export function edgeSql(work: WorkTables, apart: Apart): Statement {
  const shared = quoteIdentifier(work.shared.name);
  const numbers = `select customer_key, min(value) as least, max(value) as greatest from ${quoteIdentifier(work.evidence.name)} where kind = 'identity' and customer_key global in (select arrayJoin(keys) from ${shared}) group by customer_key`;
  const kept = `arrayFilter(k -> not has({alone:Array(UInt32)}, k) and not arrayExists((one, other) -> k = one and has(keys, other), {ones:Array(UInt32)}, {others:Array(UInt32)}), keys)`;
  const text = `insert into ${quoteIdentifier(work.edge.name)} (kind, a, b)
    select kind, a, arrayJoin(arraySlice(members, 2)) as b from (
      select kind, value, arraySort(groupArray(k)) as members, members[1] as a from (
        select kind, value, arrayJoin(${kept}) as k from ${shared}
      ) as member global left join (${numbers}) as n on n.customer_key = member.k
      group by kind, value
      having kind = 'identity' or uniqExactIf(n.least, n.least != '') <= 1
    )`;
  return statement(text, { ones: apart.ones, others: apart.others, alone: apart.alone });
}

/** Step 0: everybody who has an edge is labelled with the own key. */
export function firstLabelSql(work: WorkTables): Statement {
  const edge = quoteIdentifier(work.edge.name);
  return statement(
    `insert into ${quoteIdentifier(work.label.name)} (step, customer_key, label) select distinct 0, key, key from (select arrayJoin([a, b]) as key from ${edge})`,
  );
}

/**
 * One step: everybody, and the one whose key is everybody's label, takes the least label of the neighbours; then each takes
 * the label of its label (pointer jumping). Trees halve in height with each step, so the number of steps is logarithmic.
 */
export function nextLabelSql(work: WorkTables, step: number): Statement {
  const label = quoteIdentifier(work.label.name);
  const edge = quoteIdentifier(work.edge.name);
  const now = `(select customer_key, label from ${label} where step = {step:UInt16})`;
  const both = `(select a as u, b as v from ${edge} union all select b as u, a as v from ${edge})`;
  const hooked = `select key, min(l) as label from (
      select arrayJoin([(own.customer_key, own.label), (e.u, heard.label), (mine.label, heard.label)]) as offer, offer.1 as key, offer.2 as l
      from ${both} as e
      global inner join ${now} as heard on heard.customer_key = e.v
      global inner join ${now} as mine on mine.customer_key = e.u
      global inner join ${now} as own on own.customer_key = e.u
    ) group by key`;
  return statement(
    `insert into ${label} (step, customer_key, label)
     with hooked as (${hooked})
     select {next:UInt16}, h.key, least(h.label, j.label) from hooked as h global inner join hooked as j on j.key = h.label`,
    { step, next: step + 1 },
  );
}

/** How many labels the last step has changed. */
export function changedSql(work: WorkTables, step: number): Statement {
  return statement(
    `select count() as changed from (select customer_key from ${quoteIdentifier(work.label.name)} where step in ({step:UInt16}, {next:UInt16}) group by customer_key having min(label) != max(label))`,
    { step, next: step + 1 },
  );
}

/** Pairs to be kept apart that have the same label all the same; `ones` of them have to stand alone. */
export function violatedSql(work: WorkTables, step: number, apart: Apart): Statement {
  const label = quoteIdentifier(work.label.name);
  return statement(
    `select distinct pair.one as one
     from (select arrayJoin(arrayZip({ones:Array(UInt32)}, {others:Array(UInt32)})) as both, both.1 as one, both.2 as other) as pair
     global inner join (select customer_key, label from ${label} where step = {step:UInt16}) as x on x.customer_key = pair.one
     global inner join (select customer_key, label from ${label} where step = {step:UInt16}) as y on y.customer_key = pair.other
     where x.label = y.label order by one`,
    { step, ones: apart.ones, others: apart.others },
  );
}

/** The result: every source number of the registry. Evidence and partner are those of its edge to the least neighbour. */
export function identitySql(work: WorkTables, into: string, step: number): Statement {
  const edge = quoteIdentifier(work.edge.name);
  const text = `insert into ${quoteIdentifier(into)} (customer_id, customer_key, unified_key, evidence, joined_with)
    select r.customer_id, r.customer_key, if(l.label = 0, r.customer_key, l.label) as unified,
      if(unified = r.customer_key, null, j.evidence), if(unified = r.customer_key, null, p.customer_id)
    from customer_key as r
    global any left join (select customer_key, label from ${quoteIdentifier(work.label.name)} where step = {step:UInt16}) as l on l.customer_key = r.customer_key
    global any left join (
      select u, min(v) as partner, arrayStringConcat(arraySort(groupUniqArrayIf(kind, v = least)), ', ') as evidence
      from (select u, v, kind, min(v) over (partition by u) as least from (select a as u, b as v, kind from ${edge} union all select b as u, a as v, kind from ${edge}))
      group by u
    ) as j on j.u = r.customer_key
    global any left join (select customer_key, customer_id from customer_key where customer_key global in (select arrayJoin([a, b]) from ${edge})) as p on p.customer_key = j.partner`;
  return statement(text, { step });
}
