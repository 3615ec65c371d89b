import { statement, type Statement } from '#platform/warehouse';
import { addDays, lastDay } from './campaign.ts';
import type { StoredWave } from './campaign-store.ts';
import { into, targetColumns } from './campaign-tables.ts';
import { resource } from './draw.ts';

const waits = `(status = 'unscheduled' or (status = 'scheduled' and has({movable:Array(UInt16)}, wave)))`;

/** What has a place keeps it, but in the waves that may be planned anew. */
export function keepPlaced(campaign: string, movable: readonly number[]): Statement {
  const select = `select ${targetColumns.join(', ')} from campaign_target where campaign = {campaign:String} and not ${waits}`;
  return into('campaign_target_next', statement(select, { campaign, movable }));
}

/** What has none is to be placed again, by whoever is there now. */
export function requeued(campaign: string, movable: readonly number[]): Statement {
  const select = `
    select campaign, customer_key, customer_id, org_unit_id, arm, stratum, drawn_wave, offer, channel, minutes, ${resource('toString(person_id)')}
    from campaign_target where campaign = {campaign:String} and ${waits}`;
  return into('campaign_to_place', statement(select, { campaign, movable }));
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
