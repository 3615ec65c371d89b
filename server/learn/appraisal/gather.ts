import { campaignFiles, successOrders } from '#act/campaigns';
import { addMonths, readCatalogue, readPeriods } from '#know/customers';
import type { Context } from '#platform/context';
import { quoteIdentifier, statement, type ParamValue } from '#platform/warehouse';

/** Fewer untreated customers of a grid say too little of its natural growth; everybody's is taken then. */
const leastUntreated = 30;
/** Cells of few customers are drawn towards their campaign's rate as if they had so many more at it. */
const priorUnits = 20;

/** What the warehouse tells of one person's month. */
export interface PersonSums {
  readonly customers: number;
  readonly revenue: number | null;
  readonly revenueBefore: number | null;
  readonly growth: number | null;
  readonly natural: number | null;
  readonly newOrders: number;
  readonly targets: number;
  readonly contacted: number;
  readonly successes: number;
  readonly expected: number;
}

/** Writes the evidence of a run: every treated target of the month with what became of it, and what was to be expected. */
export async function writeEvidence(context: Context, run: number, month: number): Promise<void> {
  const { warehouse, db } = context;
  const campaigns = await warehouse.rows<{ campaign: string }>(
    statement(
      `select distinct campaign from campaign_target where toYYYYMM(day) = {month:UInt32} and arm != 'control'`,
      {
        month,
      },
    ),
  );
  const files = await campaignFiles(
    db,
    campaigns.map(({ campaign }) => campaign),
  );
  const successes = [...files].flatMap(([id, file]) => successOrders(file).map((offer) => `${id}|${offer}`));
  const params: Record<string, ParamValue> = {
    run,
    // Of a running month what lies ahead is nobody's merit yet.
    today: context.clock.now().toISOString().slice(0, 10),
    month,
    successes: [...successes, ''],
    ids: [...files.keys(), ''],
    withins: [...[...files.values()].map((file) => file.success.within_days), 14],
    record: (await recordUpTo(context, month)) ?? 0,
  };
  await warehouse.execute(statement(evidenceText(await columnOf(context, 'arpu')), params));
}

/**
 *   targets of the month → first order in the window, contacts → tenth of monthly revenue within the campaign
 *   → expected: the success rate of everybody's customers of that campaign, offer, channel and tenth
 *
 * Indirect standardisation (B. and C. Breslow & Day, Statistical Methods in Cancer Research II, 2.3): a person is held
 * against what the same customers would have given to all.
 */
function evidenceText(arpu: string | null): string {
  const value = arpu === null ? '0' : `ifNull(toFloat64(${quoteIdentifier(arpu)}), 0)`;
  return `
    insert into appraisal_evidence
    with
      targets as (
        select customer_key, customer_id, campaign, offer, channel, person_id, day, transform(campaign, {ids:Array(String)}, {withins:Array(UInt32)}, toUInt32(14)) as within
        from campaign_target where toYYYYMM(day) = {month:UInt32} and day <= {today:Date} and arm != 'control' and status = 'scheduled' and person_id != ''
      ),
      joined as (select customer_key, unified_key from identity where unified_key != customer_key),
      orders as (
        select if(j.unified_key = 0, o.customer_key, j.unified_key) as customer_key, groupArray(tuple(assumeNotNull(toDate(o.ordered_on)), ifNull(o.offer_id, ''))) as placed
        from entity_order o any left join joined j on j.customer_key = o.customer_key group by customer_key
      ),
      contacts as (
        select campaign, customer_key, max(result not in ('unreachable', 'wrong_details')) as contacted, max(claimed_success) as claimed
        from contact group by campaign, customer_key
      ),
      worth as (select customer_key, ${value} as value from customer_record where period = {record:UInt32}),
      watched as (
        select t.person_id as person_id, t.customer_key as customer_key, t.customer_id as customer_id, t.campaign as campaign, t.offer as offer, t.channel as channel, t.day as day,
          c.contacted as contacted, c.claimed as claimed, w.value as value,
          arrayExists(o -> o.1 >= t.day and o.1 < t.day + t.within and has({successes:Array(String)}, concat(t.campaign, '|', o.2)), o.placed) as success
        from targets t
        left join orders o on o.customer_key = t.customer_key
        left join contacts c on c.campaign = t.campaign and c.customer_key = t.customer_key
        left join worth w on w.customer_key = t.customer_key
      ),
      ranked as (
        select *, least(9, floor(10 * (rank() over (partition by campaign order by value) - 1) / count() over (partition by campaign))) as tenth
        from watched
      )
    select {run:UInt32}, person_id, customer_key, customer_id, campaign, offer, day, contacted, claimed, success,
      (sum(success) over (partition by campaign, offer, channel, tenth) + ${priorUnits} * avg(success) over (partition by campaign)) / (count() over (partition by campaign, offer, channel, tenth) + ${priorUnits})
    from ranked`;
}

/** The newest month of the record that is not after this one. */
async function recordUpTo({ warehouse }: Context, month: number): Promise<number | undefined> {
  return (await readPeriods(warehouse)).map(({ period }) => period).findLast((period) => period <= month);
}

async function columnOf(context: Context, field: string): Promise<string | null> {
  return (await readCatalogue(context)).fields[field]?.column ?? null;
}

/** Each person's sums of the run and of the customer record. */
export async function readSums(context: Context, run: number, month: number): Promise<Map<string, PersonSums>> {
  const { warehouse } = context;
  const found = new Map<string, PersonSums>();
  const none: PersonSums = {
    customers: 0,
    revenue: null,
    revenueBefore: null,
    growth: null,
    natural: null,
    newOrders: 0,
    targets: 0,
    contacted: 0,
    successes: 0,
    expected: 0,
  };
  const worked = await warehouse.rows<Record<string, number | string>>(
    statement(
      `select person_id, count() as targets, sum(contacted) as reached, sum(success) as successes, sum(expected) as chance from appraisal_evidence where run = {run:UInt32} group by person_id`,
      { run },
    ),
  );
  for (const row of worked)
    found.set(String(row['person_id']), {
      ...none,
      targets: Number(row['targets']),
      contacted: Number(row['reached']),
      successes: Number(row['successes']),
      expected: Number(row['chance']),
    });
  const [manager, arpu] = [await columnOf(context, 'manager_id'), await columnOf(context, 'arpu')];
  const record = await recordUpTo(context, month);
  if (manager === null || arpu === null || record === undefined) return found;
  const owned = await warehouse.rows<Record<string, number | string | null>>(
    statement(ownedText(quoteIdentifier(manager), quoteIdentifier(arpu)), {
      month,
      record,
      before: addMonths(month, -1),
    }),
  );
  for (const row of owned) {
    // Growth is that of this month: without its record there is none to tell.
    const number = (name: string) => (row[name] === null || record !== month ? null : Number(row[name]));
    found.set(String(row['person']), {
      ...(found.get(String(row['person'])) ?? none),
      customers: Number(row['customers']),
      newOrders: Number(row['placed']),
      revenue: number('revenue'),
      revenueBefore: number('revenue_before'),
      growth: number('growth'),
      natural: number('nature'),
    });
  }
  return found;
}

function ownedText(manager: string, arpu: string): string {
  return `
    with
      now as (select customer_key, ifNull(${manager}, '') as person, ifNull(org_unit_id, '') as grid, toFloat64(ifNull(${arpu}, 0)) as money from customer_record where period = {record:UInt32}),
      before as (select customer_key, ifNull(${manager}, '') as person, ifNull(org_unit_id, '') as grid, toFloat64(ifNull(${arpu}, 0)) as money from customer_record where period = {before:UInt32}),
      treated as (select distinct customer_key from campaign_target where toYYYYMM(day) = {month:UInt32} and arm != 'control' and status = 'scheduled'),
      placed as (select customer_key, count() as orders from entity_order where toYYYYMM(assumeNotNull(toDate(ordered_on))) = {month:UInt32} group by customer_key),
      -- Who was there a month ago, with what became of them: those who left count with nothing.
      kept as (
        select if(n.person = '', b.person, n.person) as person, if(n.grid = '', b.grid, n.grid) as grid, b.money as was, n.money as is_now, t.customer_key != 0 as is_treated
        from before b left join now n on n.customer_key = b.customer_key left join treated t on t.customer_key = b.customer_key
      ),
      grids as (select grid, count() as untreated, sum(is_now) / nullIf(sum(was), 0) - 1 as rate from kept where not is_treated group by grid),
      everybody as (select sum(is_now) / nullIf(sum(was), 0) - 1 as rate from kept where not is_treated),
      people as (select person, any(grid) as grid, sum(was) as revenue_before, sum(is_now) / nullIf(sum(was), 0) - 1 as growth from kept where person != '' group by person),
      owners as (select o.person as person, count() as customers, sum(o.money) as revenue, sum(p.orders) as placed from now o left join placed p on p.customer_key = o.customer_key where o.person != '' group by person)
    select o.person as person, o.customers as customers, o.placed as placed, o.revenue as revenue, p.revenue_before as revenue_before, p.growth as growth,
      if(g.untreated >= ${leastUntreated}, g.rate, (select rate from everybody)) as nature
    from owners o left join people p on p.person = o.person left join grids g on g.grid = p.grid`;
}
