import type { TableDefinition } from '#platform/warehouse';

const columns = (list: Readonly<Record<string, string>>) =>
  Object.entries(list).map(([name, type]) => ({ name, type }));

/**
 * Of one plan, every treated target: its contact, or why it has none. Plain texts: with a
 * dictionary of each, to be filled row by row, writing a plan takes twice as long.
 */
const planTarget = columns({
  plan: 'String',
  campaign: 'String',
  customer_key: 'UInt32',
  org_unit_id: 'String',
  /** Whose minutes it takes; pool: as one of the grid's people, anybody of whom may take it. */
  person_id: 'String',
  pool: 'UInt8',
  offer: 'String',
  channel: 'String',
  wave: 'UInt16',
  day: 'Date',
  minutes: 'UInt16',
  gain: 'Float32',
  cost: 'Float32',
  /** '' for a contact. */
  reason: 'String',
  /** What stood in the way of one crowded out: 'time:<person>', 'limit:<name>', 'household', 'other-campaign'. */
  crowded_by: 'String',
});

/** Every limit of a plan with what one more unit of it would bring. */
const planPrice = columns({
  plan: 'LowCardinality(String)',
  kind: 'LowCardinality(String)',
  name: 'String',
  /** The person, offer, channel, campaign or unit that it limits. */
  subject: 'String',
  org_unit_id: 'LowCardinality(String)',
  sense: 'LowCardinality(String)',
  unit: 'LowCardinality(String)',
  first_on: 'Date',
  last_on: 'Date',
  allowed: 'Float64',
  /** What the planner counts with: minutes that no contact fits are left out. */
  counted: 'Float64',
  used: 'Float64',
  /** Yuan for one more unit: an hour, a contact, a yuan. */
  price: 'Float64',
});

/** People's minutes on each day of a plan. */
const planDay = columns({
  plan: 'LowCardinality(String)',
  person_id: 'LowCardinality(String)',
  org_unit_id: 'LowCardinality(String)',
  day: 'Date',
  minutes: 'Float32',
  /** Yuan for one more hour. */
  price: 'Float64',
});

/** Of each grid, its customers' part of the bound at the plan's prices: what planning a few grids anew takes off and adds. */
const planWorth = columns({
  plan: 'LowCardinality(String)',
  org_unit_id: 'LowCardinality(String)',
  worth: 'Float64',
});

const byPlan = (name: string, of: TableDefinition['columns'], orderBy: readonly string[]): TableDefinition => ({
  name,
  columns: of,
  engine: { kind: 'merge-tree' },
  partitionBy: 'plan',
  orderBy,
  shardBy: orderBy[0] === 'customer_key' ? 'customer_key' : 'everywhere',
});

export const planTables: readonly TableDefinition[] = [
  byPlan('plan_target', planTarget, ['customer_key']),
  byPlan('plan_price', planPrice, ['kind', 'name']),
  byPlan('plan_day', planDay, ['person_id', 'day']),
  byPlan('plan_worth', planWorth, ['org_unit_id']),
];

export const columnsOf = (table: string): readonly string[] => {
  const found = planTables.find(({ name }) => name === table);
  if (!found) throw new Error(`The planner has no table ${table}`);
  return found.columns.map(({ name }) => name);
};
