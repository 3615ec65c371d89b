import type { CampaignFile } from '#contract';
import type { PlanProblem, SharedLimit } from '../problem.ts';
import type { OfferOf } from '../closed-offers.ts';
import type { Gathered } from './gather.ts';
import { effectOf, type Market } from './market.ts';

/** What stands already of campaigns that run: it has used their budgets, filled their minimums and taken their channels' days. */
export interface Standing {
  readonly contacts: readonly Placed[];
  readonly days: readonly { readonly channel: string; readonly day: string; readonly contacts: number }[];
}

export const nothingStands: Standing = { contacts: [], days: [] };

export interface Placed {
  readonly campaign: string;
  readonly offer: string;
  readonly channel: string;
  readonly unit: string;
  readonly contacts: number;
  /** Of them so many are expected to be taken, by the offer's chance alone. */
  readonly chances: number;
}

export interface CampaignProblem {
  readonly problem: PlanProblem;
  /** Of every shared limit of the problem what it limits. */
  readonly subjects: readonly { readonly kind: LimitKind; readonly subject: string; readonly unit: string }[];
}
export type LimitKind = 'offer' | 'offer-least' | 'offer-budget' | 'budget' | 'least' | 'least-unit';

const stretchName = (name: string, stretch: number) => `${name}#${String(stretch).padStart(4, '0')}`;

/** The scheduling problem of the campaigns, in the planner's words. */
export function campaignProblem(market: Market, gathered: Gathered, standing: Standing): CampaignProblem {
  const { calendar, workers, campaigns } = market;
  const offers = namesOf(campaigns, ({ offers: of }) => of.map(({ offer }) => offer));
  const kinds = namesOf(campaigns, ({ channels: of }) => of.map(({ channel }) => channel));
  const byUnit = campaigns.some(({ file }) => (file.schedule?.least_each_unit ?? 0) > 0);
  const limits = limitsOf(market, gathered, standing.contacts, offers);
  const problem: PlanProblem = {
    names: {
      customers: Array.from({ length: gathered.customers }, (_, i) => String(i)),
      offers,
      channels: kinds.flatMap((kind) => calendar.stretches.map((_, s) => stretchName(kind, s))),
      people: workers.flatMap(({ id }) => calendar.stretches.map((_, s) => stretchName(id, s))),
      days: calendar.days,
      campaigns: campaigns.map(({ campaign }) => campaign),
      areas: byUnit ? gathered.units : [],
    },
    candidates: candidatesOf(market, gathered, { offers, kinds, byUnit }),
    personDays: personDaysOf(market),
    channelDays: channelDaysOf(market, kinds, standing.days),
    offerGroup: offers.map((offer) => groupOf(campaigns, offer)),
    household: gathered.household.some((home) => home >= 0)
      ? Array.from(gathered.household, (home) => (home < 0 ? null : home))
      : undefined,
    contactsPerCustomer: 1,
    limits: limits.map(({ limit }) => limit),
    fairness: fairnessOf(campaigns),
    loadClass: workers.flatMap(() => calendar.stretches.map((_, s) => s)),
  };
  return { problem, subjects: limits.map(({ kind, subject, unit }) => ({ kind, subject, unit })) };
}

type Campaigns = Market['campaigns'];

/** Places in files become places in the problem's lists. */
function candidatesOf(
  { campaigns, calendar }: Market,
  { candidates, targets }: Gathered,
  of: { readonly offers: readonly string[]; readonly kinds: readonly string[]; readonly byUnit: boolean },
): PlanProblem['candidates'] {
  const { count, target, offer, channel, stretch } = candidates;
  const places = campaigns.map(({ file }) => ({
    offer: file.offers.map((one) => of.offers.indexOf(one.offer)),
    channel: file.channels.map((one) => of.kinds.indexOf(one.channel)),
  }));
  const campaignOf = (c: number) => targets.campaign[target[c]!]!;
  const filled = <T extends Uint16Array | Uint32Array>(column: T, value: (c: number) => number): T => {
    for (let c = 0; c < count; c++) column[c] = value(c);
    return column;
  };
  const width = calendar.stretches.length;
  return {
    count,
    customer: filled(new Uint32Array(count), (c) => targets.customer[target[c]!]!),
    offer: filled(new Uint16Array(count), (c) => places[campaignOf(c)]!.offer[offer[c]!]!),
    channel: filled(new Uint16Array(count), (c) => places[campaignOf(c)]!.channel[channel[c]!]! * width + stretch[c]!),
    person: candidates.person,
    minutes: candidates.minutes,
    cost: candidates.cost,
    gain: candidates.gain,
    costScale: 100,
    minutesScale: 1,
    ...(campaigns.length > 1 && { campaign: filled(new Uint16Array(count), campaignOf) }),
    ...(of.byUnit && { area: filled(new Uint16Array(count), (c) => targets.unit[target[c]!]!) }),
  };
}

/** Days off stand there with no minutes, so that what was promised on them is seen to have no place. */
function personDaysOf({ workers, calendar }: Market): PlanProblem['personDays'] {
  const width = calendar.stretches.length;
  return workers.flatMap((worker, p) =>
    calendar.stretches.flatMap(({ first, last }, s) =>
      Array.from({ length: last - first + 1 }, (_, i) => ({
        person: p * width + s,
        day: first + i,
        minutes: worker.minutes[first + i]!,
      })),
    ),
  );
}

const namesOf = (campaigns: Campaigns, of: (file: CampaignFile) => readonly string[]) =>
  [...new Set(campaigns.flatMap(({ file }) => of(file)))].sort();

function groupOf(campaigns: Campaigns, offer: string): string | null {
  for (const { file } of campaigns)
    for (const of of file.offers) if (of.offer === offer && of.group !== undefined) return of.group;
  return null;
}

function fairnessOf(campaigns: Campaigns): number | undefined {
  const asked = campaigns.flatMap(({ file }) => file.schedule?.fairness ?? []);
  return asked.length > 0 ? Math.min(...asked) : undefined;
}

/** A channel's days, stretch by stretch, less what stands on them; of several campaigns' words the narrowest counts. */
function channelDaysOf(
  { campaigns, calendar }: Market,
  kinds: readonly string[],
  standing: Standing['days'],
): PlanProblem['channelDays'] {
  const placed = new Map(standing.map(({ channel, day, contacts }) => [`${channel} ${day}`, Number(contacts)]));
  const days = kinds.flatMap((kind, k) => {
    const said = campaigns.flatMap(({ file }) =>
      file.channels.flatMap(({ channel, per_day: perDay }) =>
        channel === kind && perDay !== undefined ? [perDay] : [],
      ),
    );
    if (said.length === 0) return [];
    const capacity = Math.min(...said);
    return calendar.stretches.flatMap(({ first, last }, s) =>
      Array.from({ length: last - first + 1 }, (_, i) => ({
        channel: k * calendar.stretches.length + s,
        day: first + i,
        capacity: Math.max(0, capacity - (placed.get(`${kind} ${calendar.days[first + i]}`) ?? 0)),
      })),
    );
  });
  return days.length > 0 ? days : undefined;
}

interface NamedLimit {
  readonly limit: SharedLimit;
  readonly kind: LimitKind;
  readonly subject: string;
  readonly unit: string;
}

export function limitsOf(
  market: Pick<Market, 'campaigns' | 'offers' | 'closed'>,
  { units }: Pick<Gathered, 'units'>,
  standing: readonly Placed[],
  names: readonly string[],
): NamedLimit[] {
  const limits: NamedLimit[] = [];
  const { campaigns } = market;
  for (const [at, { campaign, file }] of campaigns.entries()) {
    const own = standing.filter((of) => of.campaign === campaign);
    const count = (of: readonly Placed[]) => of.reduce((sum, { contacts }) => sum + Number(contacts), 0);
    const cost = (of: readonly Placed[]) => of.reduce((sum, one) => sum + costOf(file, one), 0);
    // Where a problem has one campaign, its candidates do not say which.
    const where = campaigns.length > 1 ? { campaign: at } : {};
    const put = (
      kind: LimitKind,
      subject: string,
      limit: Pick<SharedLimit, 'sense' | 'of' | 'bound' | 'offer' | 'area'>,
      more: { unit?: string; name?: string } = {},
    ) => {
      const name = more.name ?? `${kind} of ${subject} in ${campaign}`;
      const bound = Math.max(0, limit.bound);
      limits.push({ kind, subject, unit: more.unit ?? '', limit: { ...limit, ...where, name, bound } });
    };
    for (const of of file.offers) {
      const offer = names.indexOf(of.offer);
      const there = own.filter((one) => one.offer === of.offer);
      const most = isClosed(market, campaign, of.offer)
        ? 0
        : of.most === undefined
          ? undefined
          : of.most - count(there);
      if (most !== undefined) put('offer', of.offer, { sense: 'at-most', of: 'contacts', bound: most, offer });
      if (of.least)
        put('offer-least', of.offer, { sense: 'at-least', of: 'contacts', bound: of.least - count(there), offer });
      if (of.budget !== undefined)
        put('offer-budget', of.offer, { sense: 'at-most', of: 'cost', bound: of.budget - cost(there), offer });
    }
    put('budget', campaign, { sense: 'at-most', of: 'cost', bound: file.budget.total - file.budget.fixed - cost(own) });
    const { least, least_each_unit: each } = file.schedule ?? {};
    if (least) put('least', campaign, { sense: 'at-least', of: 'contacts', bound: least - count(own) });
    if (each)
      for (const [area, unit] of units.entries())
        put(
          'least-unit',
          campaign,
          { sense: 'at-least', of: 'contacts', bound: each - count(own.filter((one) => one.unit === unit)), area },
          { unit, name: `least of ${unit} in ${campaign}` },
        );
  }
  return limits;
}

/** Whether a campaign may not make one of its offers: closed in it, or inactive in the catalogue. */
export const isClosed = (
  { closed, offers }: Pick<Market, 'closed' | 'offers'>,
  campaign: string,
  offer: string,
): boolean =>
  closed.some((one) => one.campaign === campaign && one.offer === offer) || offers.get(offer)?.active === false;

/** The offers that the campaigns may not make, as their files have them. */
export const closedIn = (market: Pick<Market, 'campaigns' | 'offers' | 'closed'>): OfferOf[] =>
  market.campaigns.flatMap(({ campaign, file }) =>
    file.offers.filter(({ offer }) => isClosed(market, campaign, offer)).map(({ offer }) => ({ campaign, offer })),
  );

/** A cost is rounded to fen, so that it may be so much more. */
const rounding = 0.005;

/** What contacts that stand already cost, in yuan: the contacts, and the rewards that are to be expected. */
function costOf({ budget, channels }: CampaignFile, { channel, contacts, chances }: Placed): number {
  const kind = channels.find((of) => of.channel === channel);
  if (!kind) return 0;
  const each = budget.per_contact[kind.channel] ?? 0;
  return Number(contacts) * (each + rounding) + Number(chances) * effectOf(kind) * budget.reward_per_success;
}
