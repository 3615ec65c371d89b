import { statement, type Statement } from '#platform/warehouse';
import { addDays, lastDay } from './campaign.ts';
import type { StoredWave } from './campaign-store.ts';
import { into, targetColumns } from './campaign-tables.ts';
import { resource } from './draw.ts';
import type { Touched } from './scheduler.ts';

/** What may be planned anew beside what has no place. */
export interface Movable {
  readonly waves: readonly number[];
  /** Only these; all where it is left out. */
  readonly touched?: Touched | undefined;
}

function waits({ waves, touched }: Movable): Statement {
  const open = `status = 'unscheduled' or (status = 'scheduled' and has({movable:Array(UInt16)}, wave))`;
  if (!touched) return statement(`(${open})`, { movable: waves });
  const near = `has({units:Array(String)}, ifNull(toString(org_unit_id), '')) or has({people:Array(String)}, toString(person_id))`;
  const nearKeys = `select customer_key from campaign_target where campaign = {campaign:String} and (${near})`;
  const of = 'from campaign_choice where campaign = {campaign:String} and household_id is not null';
  // A household decides as one, wherever its customers live.
  const mates = `select customer_key ${of} and household_id global in (select household_id ${of} and customer_key in (${nearKeys}))`;
  return statement(`((${open}) and (${near} or customer_key global in (${mates})))`, { movable: waves, ...touched });
}

/** What has a place keeps it, but for what may be planned anew. */
export function keepPlaced(campaign: string, movable: Movable): Statement {
  const { sql, params } = waits(movable);
  const select = `select ${targetColumns.join(', ')} from campaign_target where campaign = {campaign:String} and not ${sql}`;
  return into('campaign_target_next', statement(select, { ...params, campaign }));
}

/** What has none is to be placed again, by whoever is there now. */
export function requeued(campaign: string, movable: Movable): Statement {
  const { sql, params } = waits(movable);
  const select = `
    select campaign, customer_key, customer_id, org_unit_id, arm, stratum, drawn_wave, offer, channel, minutes, ${resource('toString(person_id)')}
    from campaign_target where campaign = {campaign:String} and ${sql}`;
  return into('campaign_to_place', statement(select, { ...params, campaign }));
}

/** The waves that can still take targets; when all have been released, one more after the last, as long as that one. */
export function wavesToFill(
  waves: readonly StoredWave[],
  today: string,
): Pick<StoredWave, 'wave' | 'start' | 'days' | 'gate'>[] {
  const open = waves.filter((wave) => (wave.state === 'planned' || wave.state === 'held') && lastDay(wave) >= today);
  const last = waves.at(-1);
  if (open.length > 0 || !last) return open;
  const next = addDays(lastDay(last), 1);
  return [{ wave: last.wave + 1, start: next > today ? next : today, days: last.days, gate: null }];
}
