import { localJoins, statement, type Statement, type Warehouse } from '#platform/warehouse';
import { lastDay } from './campaign.ts';
import { into } from './campaign-tables.ts';
import { orNone } from './draw.ts';
import type { CampaignToSchedule, Scheduler, SchedulingTask } from './scheduler.ts';

/*
 *   wave by wave:  those drawn for it, and those left over ──┬─ electronic: any day of the wave, by hash
 *                                                            ├─ person:    slots of the owner's free minutes, day by day
 *                                                            └─ pool:      slots of what the grid's people have left
 *   after the last: unscheduled, with the reason
 */

/**
 * Fills everybody's days in a fixed order. Per wave and channel one statement counts each resource's free slots per day
 * (free minutes / minutes of the channel) and gives the n-th target the day of the n-th slot, so no day is overfilled.
 */
export const simpleScheduler: Scheduler = async (context, asked, onStep) => {
  for (const campaign of asked.campaigns) await placeSimply(context, { ...asked, ...campaign }, onStep);
  return {};
};

type Task = Pick<SchedulingTask, 'today' | 'live'> & Pick<CampaignToSchedule, 'campaign' | 'waves'>;

async function placeSimply(
  { warehouse, signal }: Parameters<Scheduler>[0],
  task: Task,
  onStep: Parameters<Scheduler>[2],
): Promise<void> {
  const run = (insert: Statement) => warehouse.execute(insert, { ...localJoins(warehouse.topology), signal });
  const minutes = await minutesInUse(warehouse, task.campaign);
  const open = task.waves
    .map((wave) => ({ ...wave, start: later(wave.start, task.today), end: lastDay(wave) }))
    .filter((wave) => wave.start <= wave.end);
  for (const [i, wave] of open.entries()) {
    await onStep(i / open.length, `wave ${wave.wave}`);
    const days = 1 + (Date.parse(wave.end) - Date.parse(wave.start)) / 86_400_000;
    const place = { ...task, wave: wave.wave, first: wave.start, days };
    await run(electronic(place));
    for (const of of minutes) {
      await run(byHand(place, of, 'person'));
      await run(byHand(place, of, 'pool'));
    }
  }
  await run(leftOver(task, open.length > 0 ? 'no-capacity' : 'wave-over'));
}

interface Place extends Task {
  readonly wave: number;
  readonly first: string;
  readonly days: number;
}

function later(a: string, b: string): string {
  return a < b ? b : a;
}

/** The longest first: what is left of a day may still take a shorter one. */
async function minutesInUse(warehouse: Warehouse, campaign: string): Promise<number[]> {
  const rows = await warehouse.rows<{ minutes: number }>(
    statement(
      'select distinct minutes from campaign_to_place where campaign = {campaign:String} and minutes > 0 order by minutes desc',
      { campaign },
    ),
  );
  return rows.map((row) => row.minutes);
}

const waiting = `
  select * from campaign_to_place
  where campaign = {campaign:String} and arm != 'control' and drawn_wave <= {wave:UInt16} and channel != ''
    and customer_key not in (select customer_key from campaign_target_next where campaign = {campaign:String})`;

const target = (day: string, person: string) => `
  select campaign, customer_key, customer_id, org_unit_id, arm, stratum, {wave:UInt16}, drawn_wave, offer, channel, ${person}, ${day}, minutes, 'scheduled', ''`;

function electronic({ campaign, wave, first, days }: Place): Statement {
  const day = `addDays({first:Date}, cityHash64({salt:String}, customer_id) % {days:UInt16})`;
  const select = `${target(day, "''")} from (${waiting}) where minutes = 0`;
  return into('campaign_target_next', statement(select, { campaign, wave, first, days, salt: `${campaign}:day` }));
}

function byHand({ campaign, wave, first, days, live }: Place, minutes: number, kind: 'person' | 'pool'): Statement {
  const person = kind === 'person' ? `substring(resource, length('person:') + 1)` : `''`;
  const select = `
    with ${free},
    slot as (
      select resource, day, toUInt64(sum(slots) over (partition by resource order by day)) as upto
      from (select resource, day, intDiv(free, {minutes:UInt16}) as slots from ${kind}_free where intDiv(free, {minutes:UInt16}) > 0)
    ),
    queue as (
      select *, toUInt64(row_number() over (partition by resource order by drawn_wave, cityHash64({salt:String}, customer_id), customer_key)) as number
      from (${waiting}) where minutes = {minutes:UInt16} and startsWith(resource, '${kind}:')
    )
    ${target('slot_day', person)} from (
      select queue.*, slot.day as slot_day from queue asof inner join slot on toString(queue.resource) = slot.resource and queue.number <= slot.upto
    )`;
  return into(
    'campaign_target_next',
    statement(select, { campaign, wave, first, days, minutes, live: orNone(live), salt: `${campaign}:day` }),
  );
}

/**
 * The minutes free per person and per pool on each day of the wave, promises of all live campaigns taken off. What a
 * grid's pool has promised its people must do too: it is taken off theirs, each giving in proportion.
 */
const free = `
  promised as (
    select person_id, org_unit_id, day, sum(minutes) as minutes from (
      select toString(person_id) as person_id, ifNull(toString(org_unit_id), '') as org_unit_id, day, minutes from campaign_target
      where campaign in {live:Array(String)} and status = 'scheduled' and minutes > 0 and day >= {first:Date} and day < addDays({first:Date}, {days:UInt16})
      union all
      select toString(person_id) as person_id, ifNull(toString(org_unit_id), '') as org_unit_id, day, minutes from campaign_target_next
      where campaign = {campaign:String} and status = 'scheduled' and minutes > 0 and day >= {first:Date} and day < addDays({first:Date}, {days:UInt16})
    ) group by person_id, org_unit_id, day
  ),
  own as (
    select person.person_id as person_id, person.org_unit_id as org_unit_id, person.day as day,
      greatest(0, toInt64(person.daily_minutes) - toInt64(work.minutes)) as minutes
    from (
      select person_id, org_unit_id, daily_minutes, addDays({first:Date}, arrayJoin(range({days:UInt16}))) as day
      from campaign_capacity where campaign = {campaign:String}
    ) as person
    left join (select person_id, day, sum(minutes) as minutes from promised where person_id != '' group by person_id, day) as work
      on work.person_id = person.person_id and work.day = person.day
  ),
  grid as (
    select people.org_unit_id as org_unit_id, people.day as day, people.minutes as total, greatest(0, toInt64(people.minutes) - toInt64(pool.minutes)) as minutes
    from (select org_unit_id, day, sum(minutes) as minutes from own group by org_unit_id, day) as people
    left join (select org_unit_id, day, sum(minutes) as minutes from promised where person_id = '' group by org_unit_id, day) as pool
      on pool.org_unit_id = people.org_unit_id and pool.day = people.day
  ),
  person_free as (
    select concat('person:', own.person_id) as resource, own.day as day, if(grid.total = 0, 0, intDiv(own.minutes * grid.minutes, grid.total)) as free
    from own inner join grid on grid.org_unit_id = own.org_unit_id and grid.day = own.day
  ),
  pool_free as (select concat('pool:', org_unit_id) as resource, day, minutes as free from grid)`;

function leftOver({ campaign }: Task, full: 'no-capacity' | 'wave-over'): Statement {
  const select = `
    select campaign, customer_key, customer_id, org_unit_id, arm, stratum, drawn_wave, drawn_wave as same_wave, offer, channel,
      if(startsWith(resource, 'person:'), substring(resource, length('person:') + 1), '') as person, toDate(0) as no_day, minutes, 'unscheduled' as status,
      multiIf(channel = '', 'no-channel', minutes > 0 and resource = '', 'no-person', {full:String}) as reason
    from campaign_to_place
    where campaign = {campaign:String} and arm != 'control'
      and customer_key not in (select customer_key from campaign_target_next where campaign = {campaign:String})`;
  return into('campaign_target_next', statement(select, { campaign, full }));
}
