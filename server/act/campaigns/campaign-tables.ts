import { statement, type Statement, type TableDefinition } from '#platform/warehouse';

const columns = (list: Readonly<Record<string, string>>) =>
  Object.entries(list).map(([name, type]) => ({ name, type }));

/** One customer of a campaign. `wave` is where the target is now, `drawn_wave` where chance put it: what did not fit goes on to a later wave. */
const target = columns({
  campaign: 'LowCardinality(String)',
  customer_key: 'UInt32',
  customer_id: 'String',
  org_unit_id: 'LowCardinality(Nullable(String))',
  arm: 'LowCardinality(String)',
  stratum: 'String',
  wave: 'UInt16',
  drawn_wave: 'UInt16',
  offer: 'LowCardinality(String)',
  channel: 'LowCardinality(String)',
  person_id: 'LowCardinality(String)',
  day: 'Date',
  minutes: 'UInt16',
  status: 'LowCardinality(String)',
  reason: 'LowCardinality(String)',
});
const exclusion = columns({
  campaign: 'LowCardinality(String)',
  customer_key: 'UInt32',
  reason: 'LowCardinality(String)',
});

/** Who the rule selects, as the customer record has them. */
const candidate = columns({
  campaign: 'LowCardinality(String)',
  customer_key: 'UInt32',
  customer_id: 'String',
  org_unit_id: 'LowCardinality(Nullable(String))',
  manager_id: 'LowCardinality(Nullable(String))',
  household: 'Nullable(String)',
  refuses: 'Nullable(Bool)',
  offer: 'LowCardinality(Nullable(String))',
  stratum_1: 'Nullable(String)',
  stratum_2: 'Nullable(String)',
  stratum_3: 'Nullable(String)',
  stratum_4: 'Nullable(String)',
  stratum_5: 'Nullable(String)',
  pair_1: 'Nullable(Float64)',
  pair_2: 'Nullable(Float64)',
  pair_3: 'Nullable(Float64)',
  pair_4: 'Nullable(Float64)',
  pair_5: 'Nullable(Float64)',
});
/** A candidate with its wave, its arm's unit and stratum, and why it gets nothing ('' when it does get something). */
const drawn = columns({
  campaign: 'LowCardinality(String)',
  customer_key: 'UInt32',
  customer_id: 'String',
  org_unit_id: 'LowCardinality(Nullable(String))',
  manager_id: 'LowCardinality(String)',
  offer: 'LowCardinality(String)',
  unit: 'String',
  stratum: 'String',
  wave: 'UInt16',
  channel: 'LowCardinality(String)',
  minutes: 'UInt16',
  reason: 'LowCardinality(String)',
});
/** A treated target to be placed. `resource` is whose minutes it takes: 'person:<id>', 'pool:<grid>', or '' for nobody's. */
export const toPlaceColumns = columns({
  campaign: 'LowCardinality(String)',
  customer_key: 'UInt32',
  customer_id: 'String',
  org_unit_id: 'LowCardinality(Nullable(String))',
  arm: 'LowCardinality(String)',
  stratum: 'String',
  drawn_wave: 'UInt16',
  offer: 'LowCardinality(String)',
  channel: 'LowCardinality(String)',
  minutes: 'UInt16',
  resource: 'LowCardinality(String)',
});
/** What a target could get, for a scheduler that chooses. Arrays go by place in the file's offers and channels. */
const choice = columns({
  campaign: 'LowCardinality(String)',
  customer_key: 'UInt32',
  manager_id: 'LowCardinality(String)',
  household_id: 'Nullable(String)',
  chances: 'Array(Float32)',
  open: 'Array(UInt8)',
});
const capacity = columns({
  campaign: 'LowCardinality(String)',
  person_id: 'String',
  org_unit_id: 'String',
  daily_minutes: 'UInt16',
});

const byCampaign = (name: string, of: TableDefinition['columns'], key = 'customer_key'): TableDefinition => ({
  name,
  columns: of,
  engine: { kind: 'merge-tree' },
  partitionBy: 'campaign',
  orderBy: [key],
  shardBy: key === 'customer_key' ? key : 'everywhere',
});

/** The published tables, each with those beside it in which the next state is made, and the one before is kept while it is replaced. */
export const published = {
  campaign_target: { next: 'campaign_target_next', before: 'campaign_target_before' },
  campaign_exclusion: { next: 'campaign_exclusion_next', before: 'campaign_exclusion_before' },
  campaign_choice: { next: 'campaign_choice_next', before: 'campaign_choice_before' },
} as const;
const scratch = ['campaign_candidate', 'campaign_drawn', 'campaign_to_place', 'campaign_capacity'] as const;

export const campaignTables: readonly TableDefinition[] = [
  byCampaign('campaign_target', target),
  byCampaign('campaign_target_next', target),
  byCampaign('campaign_target_before', target),
  byCampaign('campaign_exclusion', exclusion),
  byCampaign('campaign_exclusion_next', exclusion),
  byCampaign('campaign_exclusion_before', exclusion),
  byCampaign('campaign_choice', choice),
  byCampaign('campaign_choice_next', choice),
  byCampaign('campaign_choice_before', choice),
  byCampaign('campaign_candidate', candidate),
  byCampaign('campaign_drawn', drawn),
  byCampaign('campaign_to_place', toPlaceColumns),
  byCampaign('campaign_capacity', capacity, 'person_id'),
];

/** Every table that a job works in beside what is published. */
export const workTables: readonly string[] = [
  ...Object.values(published).flatMap(({ next, before }) => [next, before]),
  ...scratch,
];

const names = (of: TableDefinition['columns']) => of.map((column) => column.name);
export const targetColumns: readonly string[] = names(target);
export const candidateColumns: readonly string[] = names(candidate);

/** `insert into table (columns)` before a select of ours. */
export function into(table: string, select: Statement): Statement {
  const of = campaignTables.find((candidateTable) => candidateTable.name === table);
  if (!of) throw new Error(`Campaigns have no table ${table}`);
  return statement(`insert into ${table} (${names(of.columns).join(', ')}) ${select.sql}`, select.params);
}
