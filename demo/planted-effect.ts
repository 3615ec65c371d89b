import type { CampaignFile } from '#contract';
import { addMonths, dayNumber, firstDayOf, monthsBetween, periodOf } from './calendar.ts';
import { familyOf, offersOf } from './catalogue.ts';
import { customersOf, indexOf, isActive } from './customer.ts';
import { contactedChance, isOrdered, organicChance, reachChance } from './effects.ts';
import { daysAt, type Operator } from './operator.ts';
import { readTargets, type Target } from './targets.ts';

export interface PlantedEffect {
  /** What being assigned to treatment changes in the chance of success, averaged over the treated targets: what lift.absolute estimates. */
  readonly absolute: number;
  /** The mean chance of a success without the campaign, roughly: within a whole month. */
  readonly organic: number;
  readonly treated: number;
  readonly control: number;
}

/**
 * The true average effect over a campaign's treated targets: chance to be reached × (chance to order when contacted −
 * chance of one's own accord), and nothing where nobody really contacts (inventors, no person, not scheduled).
 */
export async function plantedEffect(
  operator: Operator,
  file: CampaignFile,
  targets: Response | string,
): Promise<PlantedEffect> {
  const customers = customersOf(operator);
  const inventors = new Set(operator.managers.filter((manager) => manager.invents).map((manager) => manager.id));
  const sum = { effect: 0, organic: 0, treated: 0, control: 0 };
  for await (const target of readTargets(targets)) {
    if (target.arm === 'control') {
      sum.control++;
      continue;
    }
    sum.treated++;
    const index = indexOf(target.customerId);
    const family = familyOf(target.offer);
    if (index === undefined || !isOrdered(family) || target.day === '') continue;
    const month = monthsBetween(operator.lastPeriod, periodOf(target.day)) + operator.months - 1;
    const profile = customers.profile(index);
    if (!isActive(profile, month)) continue;
    const organic = organicChance(operator, profile, family, month);
    sum.organic += organic;
    if (isHuman(target.channel) && (target.person === '' || inventors.has(target.person))) continue;
    const difference = contactedChance(operator, profile, family, month, target.channel) - organic;
    const counted = difference > 0 ? 1 : lostShare(operator, file, target, family, month);
    sum.effect += reachChance(profile, target.channel) * difference * counted;
  }
  return {
    absolute: sum.effect / Math.max(1, sum.treated),
    organic: sum.organic / Math.max(1, sum.treated),
    treated: sum.treated,
    control: sum.control,
  };
}

const isHuman = (channel: string) => ['field', 'call', 'hall'].includes(channel);

/**
 * A contact that harms takes away only orders that were still to come: the share of the month's days from the contact
 * to the end of the month or of the success window (the wave's last day and `within_days` more), and only of offers that count as success.
 */
function lostShare(operator: Operator, file: CampaignFile, target: Target, family: string, month: number): number {
  const wave = file.waves[target.wave - 1];
  const monthEnd = firstDayOf(addMonths(periodOf(target.day), 1)) - 1;
  const windowEnd = wave ? dayNumber(wave.start) + wave.days - 1 + file.success.within_days : monthEnd;
  const days = Math.max(0, Math.min(monthEnd, windowEnd) - dayNumber(target.day) + 1);
  const success = new Set(file.success.order.split('|').map((order) => order.trim()));
  const offers = offersOf(family);
  return (days / daysAt(operator, month)) * (offers.filter((offer) => success.has(offer.id)).length / offers.length);
}
