import type { CampaignEstimate, CampaignFile } from '#contract';
import { readAnyRule, readRule } from '#query';
import type { Context } from '#platform/context';
import { localJoins } from '#platform/warehouse';
import { readPeople, scopeOf, subtreeIds, takesWorkOrders } from '#know/organisation';
import { conflicts, contactCostFen } from './campaign.ts';
import { liveCampaigns } from './campaign-store.ts';
import { checkFile, ruleOf } from './campaigns.ts';
import { foreseen, heldOut, minutesOf } from './draw.ts';
import type { CampaignPorts } from './ports.ts';

interface Part {
  readonly channel: string;
  readonly wave: number;
  readonly reason: string;
  readonly customers: number;
}

/**
 * What the file would come to if it were scheduled now. The decisions are the draw's own; the control group is counted
 * as its share, because nobody is drawn yet.
 * @throws Problem 'campaign-invalid' as when it were created.
 */
export async function estimateCampaign(
  context: Context,
  ports: CampaignPorts,
  file: CampaignFile,
): Promise<CampaignEstimate> {
  const { catalogue } = await checkFile(context, ports, file);
  const others = await liveCampaigns(context.db, [file.campaign]);
  const statement = foreseen({
    campaign: file.campaign,
    file,
    rule: ruleOf(readAnyRule(file.audience, catalogue)),
    eligible: file.offers.map(({ when }) => (when === undefined ? undefined : ruleOf(readRule(when, catalogue)))),
    catalogue,
    territory: await scopeOf(context.db, file.owner),
    live: others.map((other) => other.id),
    conflicting: others.filter((other) => conflicts(file, other.file)).map((other) => other.id),
    holdout: heldOut(file, ports.globalHoldout),
  });
  const { warehouse, signal } = context;
  const parts = await warehouse.rows<Part>(statement, { ...localJoins(warehouse.topology), signal });
  const people = (await readPeople(context.db, { unitIds: await subtreeIds(context.db, file.owner) })).filter(
    takesWorkOrders,
  );
  return {
    period: catalogue.period,
    ...estimateOf(file, parts, {
      people: people.length,
      minutesADay: people.reduce((sum, person) => sum + person.dailyMinutes, 0),
    }),
  };
}

/** Adds the parts up. Pure. */
export function estimateOf(
  file: CampaignFile,
  parts: readonly Part[],
  there: { readonly people: number; readonly minutesADay: number },
): Omit<CampaignEstimate, 'period'> {
  const count = (some: readonly Part[]) => some.reduce((sum, part) => sum + Number(part.customers), 0);
  const left = parts.filter((part) => part.reason === '');
  const shareTreated = 1 - file.experiment.control;
  const control = Math.round(count(left) * file.experiment.control);
  const treated = count(left) - control;
  const minutesEach = new Map<string, number>(file.channels.map((channel) => [channel.channel, minutesOf(channel)]));
  const treatedOf = (some: readonly Part[]) => Math.round(count(some) * shareTreated);
  const minutes = (some: readonly Part[]) =>
    some.reduce((sum, part) => sum + Number(part.customers) * shareTreated * (minutesEach.get(part.channel) ?? 0), 0);
  const contactsFen = contactCostFen({ ...file, budget: { ...file.budget, fixed: 0 } }, treated);
  const { total, fixed, reward_per_success: rewardEach } = file.budget;
  const forRewards = total - fixed - contactsFen / 100;
  return {
    audience: count(parts),
    excluded: [...Map.groupBy(parts, (part) => part.reason)]
      .filter(([reason]) => reason !== '')
      .map(([reason, some]) => ({ reason, count: count(some) }))
      .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason)),
    control,
    treated,
    waves: file.waves.map((wave, i) => {
      const own = left.filter((part) => part.wave === i + 1);
      return {
        wave: i + 1,
        treated: treatedOf(own),
        minutes: Math.round(minutes(own)),
        minutesThere: there.minutesADay * wave.days,
      };
    }),
    channels: file.channels.map(({ channel }) => {
      const own = left.filter((part) => part.channel === channel);
      return { channel, treated: treatedOf(own), minutes: Math.round(minutes(own)) };
    }),
    capacity: {
      ...there,
      minutes: Math.round(minutes(left)),
      days: there.minutesADay === 0 ? null : minutes(left) / there.minutesADay,
    },
    cost: {
      contacts: contactsFen / 100,
      fixed,
      rewardEach,
      budget: total,
      successesInBudget: rewardEach > 0 ? Math.max(0, Math.floor(forRewards / rewardEach)) : null,
    },
  };
}
