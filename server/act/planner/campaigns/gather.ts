import type { CampaignFile, ChannelKind, Offer } from '#contract';
import type { CampaignToSchedule, TargetToPlace } from '#act/campaigns';
import { minutesOf } from '#act/campaigns';
import type { OfferOf } from '../closed-offers.ts';
import { growing, type Growing, GrowingRows } from './growing.ts';
import type { Worker } from './people.ts';
import { type Calendar, type Window, windowOf } from './windows.ts';

/*
 *   targets, one by one ─▶ each with every offer it is eligible for × every open channel × whose minutes that takes
 *
 * One pass over the stream; what is kept is numbers in columns.
 */

/** Why a target has no candidate, or none was chosen. By its place here it stands in the columns. */
export const reasons = [
  '',
  'wave-over',
  'no-eligible-offer',
  'no-channel',
  'no-person',
  'no-skill',
  'not-worth-cost',
  'crowded-out',
] as const;
export type Reason = (typeof reasons)[number];

/** Whose contact stands already in place of the target's; 'crowded-out' is the reason then. */
export const takenBy = ['', 'household', 'other-campaign'] as const;

/** How much of an offer's chance a contact has, where the file does not say: a visit all of it. */
const usualEffect: Readonly<Record<ChannelKind, number>> = {
  field: 1,
  hall: 1,
  call: 0.6,
  mail: 0.2,
  sms: 0.15,
  push: 0.15,
  email: 0.1,
};

/** How much of an offer's chance a contact through a channel of a file has. */
export const effectOf = ({ channel, effect }: CampaignFile['channels'][number]): number =>
  effect ?? usualEffect[channel];

/** A customer nobody owns may be dealt with by so many of the grid's people, taken in turn. */
const poolBreadth = 3;

export interface Market {
  readonly campaigns: readonly CampaignToSchedule[];
  readonly offers: ReadonlyMap<string, Offer>;
  readonly closed: readonly OfferOf[];
  readonly calendar: Calendar;
  readonly workers: readonly Worker[];
}

export interface Gathered {
  readonly targets: {
    readonly count: number;
    readonly key: Uint32Array;
    readonly customer: Uint32Array;
    readonly campaign: Uint16Array;
    readonly unit: Uint32Array;
    readonly turn: Float64Array;
    /** Place in the calendar's windows of its campaign; 65535 for none. */
    readonly window: Uint16Array;
    readonly reason: Uint8Array;
    /** Place in `takenBy`. */
    readonly taken: Uint8Array;
    /** Candidates of target t are rows start[t] up to start[t + 1]. */
    readonly start: Uint32Array;
    /** What the simple rule would do, by place in the file; 255 where that is not possible any more. */
    readonly simpleOffer: Uint8Array;
    readonly simpleChannel: Uint8Array;
  };
  readonly candidates: {
    readonly count: number;
    readonly target: Uint32Array;
    /** Places in the campaign's file. */
    readonly offer: Uint8Array;
    readonly channel: Uint8Array;
    /** Worker × stretch; -1 for nobody's minutes. */
    readonly person: Int32Array;
    readonly stretch: Uint16Array;
    readonly pool: Uint8Array;
    readonly minutes: Int32Array;
    /** In fen: the contact, and the reward that is to be expected. */
    readonly cost: Int32Array;
    /** In yuan. */
    readonly gain: Float64Array;
    readonly chance: Float64Array;
  };
  readonly customers: number;
  /** By customer: the household's number, -1 for none. */
  readonly household: Int32Array;
  readonly units: readonly string[];
}

/** Reads targets in the order of customers. Candidates that cost more than they bring are left out, unless a minimum may want them. */
export async function gather(market: Market, stream: AsyncIterable<readonly TargetToPlace[]>): Promise<Gathered> {
  const columns = newColumns();
  const numbers = { unit: new Map<string, number>(), household: new Map<string, number>() };
  const pools = Map.groupBy(market.workers.keys(), (i) => market.workers[i]!.unit);
  const owners = new Map(market.workers.map(({ id }, i) => [id, i]));
  const terms = market.campaigns.map((campaign, i) => termsOf(campaign, market, i));
  const place = new Map(market.campaigns.map(({ campaign }, i) => [campaign, i]));
  let [customers, lastKey] = [0, -1];
  for await (const rows of stream)
    for (const row of rows) {
      if (row.customer_key !== lastKey) {
        customers++;
        columns.household.push(row.household_id === null ? -1 : numberOf(numbers.household, row.household_id));
        lastKey = row.customer_key;
      }
      const of = terms[place.get(row.campaign)!]!;
      const owner = owners.get(row.manager_id);
      const people = owner === undefined ? poolFor(pools.get(row.org_unit_id) ?? [], row.customer_key) : [owner];
      const target = addTarget(columns, row, of, {
        customer: customers - 1,
        unit: numberOf(numbers.unit, row.org_unit_id),
      });
      const window = windowOf(of.windows, row.drawn_wave);
      columns.reason.push(
        reasons.indexOf(
          !window
            ? 'wave-over'
            : row.taken !== ''
              ? 'crowded-out'
              : addCandidates(columns, target, row, of, { window, people, pool: owner === undefined, market }),
        ),
      );
    }
  columns.start.push(columns.candidates.length);
  return gatheredFrom(columns, customers, [...numbers.unit.keys()]);
}

function poolFor(people: readonly number[], key: number): number[] {
  if (people.length <= poolBreadth) return [...people];
  return Array.from({ length: poolBreadth }, (_, i) => people[(key + i) % people.length]!);
}

function numberOf(known: Map<string, number>, name: string): number {
  const found = known.get(name);
  if (found !== undefined) return found;
  known.set(name, known.size);
  return known.size - 1;
}

interface Terms {
  readonly index: number;
  readonly file: CampaignFile;
  readonly windows: readonly Window[];
  readonly keepsAll: boolean;
  readonly offers: readonly { readonly margin: number; readonly skill: string | undefined }[];
  readonly channels: readonly {
    readonly minutes: number;
    readonly cost: number;
    readonly effect: number;
    readonly skill: string | undefined;
  }[];
  readonly reward: number;
}

function termsOf({ file }: CampaignToSchedule, { offers, calendar }: Market, index: number): Terms {
  return {
    index,
    file,
    windows: calendar.windows[index]!,
    keepsAll:
      file.offers.some(({ least = 0 }) => least > 0) ||
      (file.schedule?.least ?? 0) > 0 ||
      (file.schedule?.least_each_unit ?? 0) > 0,
    offers: file.offers.map(({ offer, skill }) => {
      const { monthlyMarginFen = 0, horizonMonths = 0 } = offers.get(offer) ?? {};
      return { margin: (monthlyMarginFen * horizonMonths) / 100, skill };
    }),
    channels: file.channels.map((channel) => ({
      minutes: minutesOf(channel),
      cost: file.budget.per_contact[channel.channel] ?? 0,
      effect: effectOf(channel),
      skill: channel.skill,
    })),
    reward: file.budget.reward_per_success,
  };
}

type Columns = ReturnType<typeof newColumns>;

function newColumns() {
  return {
    key: growing(Uint32Array),
    customer: growing(Uint32Array),
    campaign: growing(Uint16Array),
    unit: growing(Uint32Array),
    turn: growing(Float64Array),
    window: growing(Uint16Array),
    reason: growing(Uint8Array),
    taken: growing(Uint8Array),
    start: growing(Uint32Array),
    simpleOffer: growing(Uint8Array),
    simpleChannel: growing(Uint8Array),
    household: growing(Int32Array),
    candidates: new GrowingRows({
      target: Uint32Array,
      offer: Uint8Array,
      channel: Uint8Array,
      person: Int32Array,
      stretch: Uint16Array,
      pool: Uint8Array,
      minutes: Int32Array,
      cost: Int32Array,
      gain: Float64Array,
      chance: Float64Array,
    }),
  };
}

function addTarget(
  columns: Columns,
  row: TargetToPlace,
  { index, file, windows }: Terms,
  at: { readonly customer: number; readonly unit: number },
): number {
  const window = windowOf(windows, row.drawn_wave);
  columns.start.push(columns.candidates.length);
  columns.customer.push(at.customer);
  columns.campaign.push(index);
  columns.unit.push(at.unit);
  columns.turn.push(row.turn);
  columns.taken.push(takenBy.indexOf(row.taken));
  columns.window.push(window ? windows.indexOf(window) : 65_535);
  columns.simpleOffer.push(file.offers.findIndex(({ offer }) => offer === row.offer) & 255);
  columns.simpleChannel.push(file.channels.findIndex(({ channel }) => channel === row.channel) & 255);
  return columns.key.push(row.customer_key) - 1;
}

/** Every way in which a target could be contacted; where there is none: why. */
function addCandidates(
  { candidates }: Columns,
  target: number,
  row: TargetToPlace,
  terms: Terms,
  who: { readonly window: Window; readonly people: readonly number[]; readonly pool: boolean; readonly market: Market },
): Reason {
  const { workers, calendar } = who.market;
  let reason: Reason = row.chances.some((chance) => chance >= 0) ? 'no-channel' : 'no-eligible-offer';
  const further = (next: Reason) => {
    if (reasons.indexOf(next) > reasons.indexOf(reason)) reason = next;
  };
  const before = candidates.length;
  for (const [o, chance] of row.chances.entries())
    for (const [h, channel] of terms.channels.entries()) {
      if (chance < 0 || !row.open[h]) continue;
      const isPersons = channel.minutes > 0;
      const skills = [terms.offers[o]!.skill, channel.skill].filter((skill) => skill !== undefined);
      const able = isPersons ? who.people.filter((p) => skills.every((skill) => workers[p]!.skills.has(skill))) : [-1];
      if (able.length === 0) {
        further(who.people.length === 0 ? 'no-person' : 'no-skill');
        continue;
      }
      const likely = chance * channel.effect;
      const cost = channel.cost + likely * terms.reward;
      const gain = likely * terms.offers[o]!.margin - cost;
      further('not-worth-cost');
      if (gain <= 0 && !terms.keepsAll) continue;
      for (const p of able)
        // What takes nobody's minutes may be done on any day of the window; the first stretch stands for all.
        for (const s of isPersons || terms.file.channels[h]!.per_day !== undefined
          ? who.window.stretches
          : who.window.stretches.slice(0, 1)) {
          const at = candidates.next();
          const { columns } = candidates;
          columns.target[at] = target;
          columns.offer[at] = o;
          columns.channel[at] = h;
          columns.person[at] = p < 0 ? -1 : p * calendar.stretches.length + s;
          columns.stretch[at] = s;
          columns.pool[at] = who.pool && p >= 0 ? 1 : 0;
          columns.minutes[at] = channel.minutes;
          columns.cost[at] = Math.round(cost * 100);
          columns.gain[at] = gain;
          columns.chance[at] = likely;
        }
    }
  return candidates.length > before ? 'crowded-out' : reason;
}

function gatheredFrom(columns: Columns, customers: number, units: readonly string[]): Gathered {
  const { candidates, household, ...ofTargets } = columns;
  const targets = Object.fromEntries(
    Object.entries(ofTargets).map(([name, column]) => [name, (column as Growing<Uint8Array>).done()]),
  ) as unknown as { [Name in keyof typeof ofTargets]: ReturnType<(typeof ofTargets)[Name]['done']> };
  return {
    targets: { count: targets.key.length, ...targets },
    candidates: { count: candidates.length, ...candidates.done() },
    customers,
    household: household.done(),
    units,
  };
}
