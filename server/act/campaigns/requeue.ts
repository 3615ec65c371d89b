import { statement, type Statement } from '#platform/warehouse';
import { addDays, lastDay } from './campaign.ts';
import type { StoredWave } from './campaign-store.ts';
import { into, targetColumns } from './campaign-tables.ts';
import { resource } from './draw.ts';

/** What has a place keeps it. */
export function keepPlaced(campaign: string): Statement {
  const select = `select ${targetColumns.join(', ')} from campaign_target where campaign = {campaign:String} and status != 'unscheduled'`;
  return into('campaign_target_next', statement(select, { campaign }));
}

/** What has none is to be placed again, by whoever is there now. */
export function requeued(campaign: string): Statement {
  const select = `
    select campaign, customer_key, customer_id, org_unit_id, arm, stratum, drawn_wave, offer, channel, minutes, ${resource('toString(person_id)')}
    from campaign_target where campaign = {campaign:String} and status = 'unscheduled'`;
  return into('campaign_to_place', statement(select, { campaign }));
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
